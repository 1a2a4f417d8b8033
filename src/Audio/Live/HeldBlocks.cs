namespace StreamHost.Audio.Live;

/// <summary>
/// Blocks that were read and not handed on yet, in one buffer that grows to what is needed and is used again. What was taken stays
/// readable until the next block comes.
/// </summary>
internal sealed class HeldBlocks
{
    private readonly List<HeldBlock> _blocks = [];
    private float[] _samples = [];
    private int _used;

    /// <summary>The frames of all of them.</summary>
    public int Frames { get; private set; }

    /// <summary>The oldest of them; there must be one.</summary>
    public HeldBlock Oldest => _blocks[0];

    /// <summary>Room for more samples behind those that are held.</summary>
    public Span<float> Room(int samples)
    {
        if (_samples.Length < _used + samples)
            Array.Resize(ref _samples, Math.Max(_used + samples, 2 * _samples.Length));
        return _samples.AsSpan(_used, samples);
    }

    /// <summary>Holds what was written to the beginning of the room.</summary>
    public void Add(int frames, int channels, long arrival, long captured)
    {
        _blocks.Add(new HeldBlock(_samples.AsMemory(_used, frames * channels), frames, arrival, captured));
        _used += frames * channels;
        Frames += frames;
    }

    /// <summary>The blocks, oldest first.</summary>
    public List<HeldBlock>.Enumerator GetEnumerator() => _blocks.GetEnumerator();

    /// <summary>Holds nothing any more.</summary>
    public void Clear()
    {
        _blocks.Clear();
        (_used, Frames) = (0, 0);
    }
}

/// <summary>A block that is held.</summary>
/// <param name="Samples">[frames, channels].</param>
/// <param name="Frames">How many frames it has.</param>
/// <param name="ArrivalTime">When it was handed over, in ns on the monotonic clock.</param>
/// <param name="CaptureTime">When its first frame was heard, as the device says, on the same clock.</param>
internal readonly record struct HeldBlock(ReadOnlyMemory<float> Samples, int Frames, long ArrivalTime, long CaptureTime);
