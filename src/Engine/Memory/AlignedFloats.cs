using System.Runtime.InteropServices;

namespace StreamHost.Engine.Memory;

/// <summary>Unmanaged floats that start on a 64-byte boundary; can grow, keeping what they hold.</summary>
internal sealed unsafe class AlignedFloats : IDisposable
{
    private const int Alignment = 64;

    private float* _memory;

    public AlignedFloats(int length) => Grow(length);

    public int Length { get; private set; }

    public Span<float> Span => new(_memory, Length);

    /// <summary>Makes it longer; what is new is zero.</summary>
    public void Grow(int length)
    {
        var grown = (float*)NativeMemory.AlignedAlloc((nuint)Math.Max(length, 1) * sizeof(float), Alignment);
        var target = new Span<float>(grown, length);
        target[Length..].Clear();
        Span.CopyTo(target);
        NativeMemory.AlignedFree(_memory);
        _memory = grown;
        Length = length;
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_memory);
        _memory = null;
        Length = 0;
    }
}
