using System.Runtime.InteropServices;

namespace StreamHost.Audio.Rings;

/// <summary>
/// Blocks of samples on their way from one producer's thread to one consumer's, in memory that no collector moves. Neither side ever
/// waits for the other, locks or allocates. Samples are copied in before their block's mark is published, and out before their
/// room is given back.
/// </summary>
internal sealed unsafe class SampleRing : IDisposable
{
    private const int CacheLine = 64;

    private readonly int _channels;
    private readonly long _capacity;
    private readonly BlockMark[] _marks;
    private float* _samples;
    private Counters _counters;
    private long _framesWritten;

    /// <param name="channels">Samples of a frame.</param>
    /// <param name="frames">Room for so many frames.</param>
    /// <param name="blocks">Room for so many blocks.</param>
    public SampleRing(int channels, int frames, int blocks)
    {
        (_channels, _capacity) = (channels, frames);
        _marks = GC.AllocateUninitializedArray<BlockMark>(blocks, pinned: true);
        _samples = (float*)NativeMemory.AlignedAlloc((nuint)frames * (nuint)channels * sizeof(float), CacheLine);
    }

    /// <summary>Frees what was not disposed of because a producer that hangs still had it.</summary>
    ~SampleRing() => Free();

    /// <summary>Puts a block in. [producer]</summary>
    /// <param name="mark">What is known of it.</param>
    /// <param name="samples">[frames, channels] of as many frames as the mark says.</param>
    /// <returns>False where there is no room: nothing is put in.</returns>
    public bool TryWrite(in BlockMark mark, ReadOnlySpan<float> samples)
    {
        var block = _counters.BlocksWritten;
        if (block - Volatile.Read(ref _counters.BlocksRead) >= _marks.Length
            || _framesWritten + mark.Frames - Volatile.Read(ref _counters.FramesRead) > _capacity)
            return false;

        var start = (int)(_framesWritten % _capacity);
        var untilEnd = (int)Math.Min(mark.Frames, _capacity - start);
        samples[..(untilEnd * _channels)].CopyTo(At(start, untilEnd));
        samples[(untilEnd * _channels)..].CopyTo(At(0, mark.Frames - untilEnd));
        _marks[block % _marks.Length] = mark;
        _framesWritten += mark.Frames;
        Volatile.Write(ref _counters.BlocksWritten, block + 1);
        return true;
    }

    /// <summary>Takes the oldest block out. [consumer]</summary>
    /// <param name="samples">Room for its samples.</param>
    /// <param name="mark">What is known of it.</param>
    /// <returns>False where there is none.</returns>
    /// <exception cref="ArgumentException"><paramref name="samples"/> is too short.</exception>
    public bool TryRead(Span<float> samples, out BlockMark mark)
    {
        var block = _counters.BlocksRead;
        if (!TryPeek(out mark))
            return false;

        var start = (int)(_counters.FramesRead % _capacity);
        var untilEnd = (int)Math.Min(mark.Frames, _capacity - start);
        At(start, untilEnd).CopyTo(samples);
        At(0, mark.Frames - untilEnd).CopyTo(samples[(untilEnd * _channels)..]);
        Volatile.Write(ref _counters.FramesRead, _counters.FramesRead + mark.Frames);
        Volatile.Write(ref _counters.BlocksRead, block + 1);
        return true;
    }

    /// <summary>Looks at the oldest block without taking it. [consumer]</summary>
    public bool TryPeek(out BlockMark mark)
    {
        mark = default;
        var block = _counters.BlocksRead;
        if (block == Volatile.Read(ref _counters.BlocksWritten))
            return false;

        mark = _marks[block % _marks.Length];
        return true;
    }

    /// <summary>Frees its memory; neither side may use it any more.</summary>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(_samples);
        _samples = null;
    }

    private Span<float> At(int frame, int frames) => new(_samples + ((long)frame * _channels), frames * _channels);

    /// <summary>Each side's counters on cache lines of their own, so that neither side's writes slow the other.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 3 * CacheLine)]
    private struct Counters
    {
        [FieldOffset(CacheLine)]
        public long BlocksWritten;

        [FieldOffset(2 * CacheLine)]
        public long BlocksRead;

        [FieldOffset((2 * CacheLine) + sizeof(long))]
        public long FramesRead;
    }
}
