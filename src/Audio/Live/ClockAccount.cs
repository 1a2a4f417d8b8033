using StreamHost.Audio.Devices;
using StreamHost.Core.Signals;

namespace StreamHost.Audio.Live;

/// <summary>
/// Frames expected by the clock against frames received, from the opening of a device on. Capture interfaces report next to no loss, so what
/// is missing is found by counting. A block that is late may be late sound or follow lost sound: late sound catches up,
/// since what comes behind it is there already; lost sound never does. So the account leaves a late block undecided until the lateness
/// has shown which of the two it is. Times are in ns on one monotonic clock.
/// </summary>
/// <param name="sampleRate">The device's, in Hz.</param>
internal sealed class ClockAccount(int sampleRate)
{
    /// <summary>
    /// Blocks later than this are looked at: 20 ms is above the jitter of a loaded machine and below what a listener hears as missing. Where
    /// blocks are longer than half of it, two of them: one may wait at each end of a driver.
    /// </summary>
    public const long Tolerance = UnixTime.Second / 50;

    /// <summary>Sound that has not caught up further for this long is lost: a server hands a backlog over within a few ms.</summary>
    public const long Settling = UnixTime.Second / 10;

    /// <summary>And so many blocks must have said so, where blocks are long.</summary>
    public const int SettlingBlocks = 3;

    /// <summary>
    /// Clocks of sound devices are within 500 ppm of their rate (as USB demands). Lateness that grows slower than this is drift; losses too
    /// small to see add up to a gap when they come faster.
    /// </summary>
    public const double MostDrift = 500e-6;

    /// <summary>Less than this is no progress in catching up.</summary>
    private const long Progress = UnixTime.Second / 1000;

    private readonly ClockDrift _drift = new();
    private long _origin = long.MinValue;
    private long _last;
    private long _envelope = long.MaxValue;
    private long _latency;
    private bool _isStart = true;
    private long _received;
    private long _blocks;
    private int _undecided;
    private long _least;
    private long _leastAt;

    /// <summary>Frames since the opening, received and missing.</summary>
    public long Frames { get; private set; }

    /// <summary>See <see cref="LiveCounters.DriftPpm"/>.</summary>
    public double DriftPpm => _drift.Ppm;

    /// <summary>See <see cref="LiveCounters.Latency"/>.</summary>
    public long Latency => _latency;

    /// <summary>Takes a block.</summary>
    /// <param name="frames">How many frames it has.</param>
    /// <param name="arrival">When it was handed over.</param>
    /// <param name="captured">When its first frame was heard, as the device says.</param>
    /// <returns>
    /// How many frames are missing before the first block that was not decided yet, 0 where they were all in time; null while that is not
    /// decided.
    /// </returns>
    public long? Add(int frames, long arrival, long captured)
    {
        if (_origin == long.MinValue)
            (_origin, _last, _latency) = (arrival, arrival, long.MaxValue);
        Frames += frames;
        _received += frames;
        _blocks++;
        var lateness = arrival - _origin - MonotonicTime.Duration(Frames, sampleRate);
        Follow(lateness, arrival, arrival - MonotonicTime.Duration(frames, sampleRate) - captured);
        var tolerance = Math.Max(Tolerance, 2 * MonotonicTime.Duration(_received / _blocks, sampleRate));
        if (!_isStart && lateness - _envelope <= tolerance)
            return Decide(0, lateness, arrival);

        Doubt(lateness, arrival);
        if (_undecided < SettlingBlocks || arrival - _leastAt < Settling)
            return null;
        var missing = Math.Max(0, MonotonicTime.Frames(_least - _envelope, sampleRate));
        return Decide(missing, lateness - MonotonicTime.Duration(missing, sampleRate), arrival);
    }

    /// <summary>Takes note of frames that are known to be lost here.</summary>
    public void Skip(int frames) => Frames += frames;

    /// <summary>When a frame was heard, by all that has been seen until now.</summary>
    /// <param name="frame">Its number since the opening.</param>
    public long TimeOf(long frame) => _origin + _envelope - _latency + MonotonicTime.Duration(frame, sampleRate);

    /// <summary>
    /// The least lateness is what no scheduling explains: it falls at once, and rises no faster than clocks differ. The same holds of the
    /// latency that the device tells of.
    /// </summary>
    private void Follow(long lateness, long arrival, long latency)
    {
        var rise = (long)(MostDrift * Math.Min(arrival - _last, UnixTime.Second));
        _envelope = Math.Min(lateness, _envelope == long.MaxValue ? lateness : _envelope + rise);
        _latency = Math.Min(Math.Max(latency, 0), _latency == long.MaxValue ? long.MaxValue : _latency + rise);
        _last = arrival;
    }

    private void Doubt(long lateness, long arrival)
    {
        if (_undecided++ == 0 || lateness < _least - Progress)
            (_least, _leastAt) = (lateness, arrival);
        _least = Math.Min(_least, lateness);
    }

    private long Decide(long missing, long lateness, long arrival)
    {
        Frames += missing;
        if (missing > 0 || _isStart)
            _drift.Restart();
        _drift.Add(arrival, lateness);
        (_undecided, _isStart) = (0, false);
        return missing;
    }
}
