using System.Runtime.InteropServices;

namespace StreamHost.Numerics.Memory;

/// <summary>
/// Floats outside the garbage-collected heap, on a 64-byte boundary (a cache line, and the widest vector): they never
/// move, so that a kernel may keep pointers into them. Freed by <see cref="Dispose"/>, or else by the finalizer.
/// </summary>
public sealed unsafe class AlignedMemory : IDisposable
{
    /// <summary>The boundary in bytes on which the memory starts.</summary>
    public const int Alignment = 64;

    private readonly void* _block;
    private float* _start;

    /// <summary>A number of floats rounded up to whole lines of <see cref="Alignment"/> bytes, so that what follows them is aligned too.</summary>
    public static int WholeLines(int floats)
    {
        const int Line = Alignment / sizeof(float);
        return (floats + Line - 1) / Line * Line;
    }

    /// <summary>Reserves memory of zeros, and has all of it at once.</summary>
    /// <param name="length">How many floats, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative.</exception>
    /// <exception cref="OutOfMemoryException">The system has no more.</exception>
    public AlignedMemory(int length)
        : this(length, Alignment) => NativeMemory.Clear(_start, (nuint)length * sizeof(float));

    private AlignedMemory(int length, int alignment)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        _block = NativeMemory.AllocZeroed(((nuint)length * sizeof(float)) + (nuint)alignment);
        _start = (float*)(((nuint)_block + (nuint)alignment - 1) / (nuint)alignment * (nuint)alignment);
    }

    /// <summary>
    /// Reserves memory of zeros for somebody who is about to fill it, on all cores best: the system gives a page when it is first written,
    /// and large pages to what is large. Not for what a stream writes first, which would wait for it.
    /// </summary>
    /// <param name="length">How many floats, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative.</exception>
    /// <exception cref="OutOfMemoryException">The system has no more.</exception>
    public static AlignedMemory Untouched(int length)
    {
        var bytes = (nuint)Math.Max(length, 0) * sizeof(float);
        if (bytes < HugePages.Bytes)
            return new AlignedMemory(length, Alignment);

        var memory = new AlignedMemory(length, HugePages.Bytes);
        HugePages.Ask(memory._start, bytes);
        return memory;
    }

    /// <summary>Frees what was not disposed of.</summary>
    ~AlignedMemory() => Free();

    /// <summary>The number of floats.</summary>
    public int Length { get; }

    /// <summary>All of it.</summary>
    /// <exception cref="ObjectDisposedException">It has been freed.</exception>
    public Span<float> Span => new(Start, Length);

    /// <summary>The first float. Valid until <see cref="Dispose"/>.</summary>
    /// <exception cref="ObjectDisposedException">It has been freed.</exception>
    public float* Start
    {
        get
        {
            ObjectDisposedException.ThrowIf(_start is null, this);
            return _start;
        }
    }

    /// <summary>Frees the memory; spans and pointers into it must not be used any more. A second call does nothing.</summary>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (_start is not null)
            NativeMemory.Free(_block);
        _start = null;
    }
}
