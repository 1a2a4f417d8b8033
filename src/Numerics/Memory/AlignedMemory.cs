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

    /// <summary>The first address from one on that is on the boundary.</summary>
    internal static float* NextLine(void* address) => (float*)(((nuint)address + Alignment - 1) / Alignment * Alignment);

    /// <summary>Reserves memory of zeros, and has all of it at once.</summary>
    /// <param name="length">How many floats, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative.</exception>
    /// <exception cref="OutOfMemoryException">The system has no more.</exception>
    public AlignedMemory(int length)
        : this(length, isTouched: true)
    {
    }

    private AlignedMemory(int length, bool isTouched)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        var bytes = (nuint)length * sizeof(float);
        Length = length;
        _block = NativeMemory.AllocZeroed(bytes + Alignment);
        _start = NextLine(_block);
        if (isTouched)
            NativeMemory.Clear(_start, bytes);
    }

    /// <summary>
    /// Reserves memory of zeros for somebody who is about to fill it, on all cores best: the system gives a page when it is first written. Not
    /// for what a stream writes first, which would wait for it.
    /// </summary>
    /// <param name="length">How many floats, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative.</exception>
    /// <exception cref="OutOfMemoryException">The system has no more.</exception>
    public static AlignedMemory Untouched(int length) => new(length, isTouched: false);

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
