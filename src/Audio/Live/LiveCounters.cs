namespace StreamHost.Audio.Live;

/// <summary>
/// The account of a live stream since it was made. Every frame that a device delivered was handed on or dropped, and every one that it did
/// not deliver is in a gap. Readable from any thread; each figure for itself is exact, two of them may be a block apart.
/// </summary>
public sealed class LiveCounters
{
    private readonly long[] _gapFrames = new long[Enum.GetValues<GapReason>().Length];
    private readonly long[] _gaps = new long[Enum.GetValues<GapReason>().Length];
    private long _received;
    private long _handedOn;
    private long _openings;
    private long _latency;
    private double _drift = double.NaN;

    /// <summary>Frames that devices delivered.</summary>
    public long Received => Volatile.Read(ref _received);

    /// <summary>Frames that the consumer got with their samples.</summary>
    public long HandedOn => Volatile.Read(ref _handedOn);

    /// <summary>How often a device was opened and delivered.</summary>
    public long Openings => Volatile.Read(ref _openings);

    /// <summary>How old the newest frame of a block is when the device hands it over, in ns, as far as the device tells.</summary>
    public long Latency => Volatile.Read(ref _latency);

    /// <summary>
    /// How much faster the device's clock runs than the computer's, in parts per million; NaN while too little has been heard to tell.
    /// </summary>
    public double DriftPpm => Volatile.Read(ref _drift);

    /// <summary>Frames that are missing for one reason.</summary>
    public long GapFrames(GapReason reason) => Volatile.Read(ref _gapFrames[(int)reason]);

    /// <summary>How many gaps there were for one reason.</summary>
    public long Gaps(GapReason reason) => Volatile.Read(ref _gaps[(int)reason]);

    internal void CountReceived(int frames) => Volatile.Write(ref _received, _received + frames);

    internal void CountHandedOn(int frames) => Volatile.Write(ref _handedOn, _handedOn + frames);

    internal void CountOpening() => Volatile.Write(ref _openings, _openings + 1);

    internal void CountGap(GapReason reason, long frames, bool isNew)
    {
        Volatile.Write(ref _gapFrames[(int)reason], _gapFrames[(int)reason] + frames);
        if (isNew)
            Volatile.Write(ref _gaps[(int)reason], _gaps[(int)reason] + 1);
    }

    internal void Publish(double driftPpm, long latency)
    {
        Volatile.Write(ref _drift, driftPpm);
        Volatile.Write(ref _latency, latency);
    }
}
