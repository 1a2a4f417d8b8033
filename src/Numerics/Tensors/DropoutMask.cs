using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using StreamHost.Numerics.Randomness;
using StreamHost.Numerics.Threads;

namespace StreamHost.Numerics.Tensors;

/// <summary>Which elements dropout keeps, a bit for each: the choices of <see cref="Tensor.Dropout"/>, for operations that ask for them in an order of their own.</summary>
internal sealed class DropoutMask
{
    private static readonly Vector512<uint> Places = Vector512.Create(1u, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768);

    private readonly float[] _memory;
    private readonly float _scale;

    /// <param name="length">How many elements.</param>
    /// <param name="probability">Of an element to be dropped, in [0, 1).</param>
    /// <param name="random">Draws a seed for every chunk.</param>
    public DropoutMask(int length, double probability, RandomSource random)
    {
        Tensor.RequireProbability(probability);

        // Bits are read four bytes at a time, from any byte on.
        _memory = TensorMemory.Unfilled((length / 32) + 2);
        _scale = (float)(1 / (1 - probability));
        var dropped = Vector512.Create((uint)(probability * uint.MaxValue));
        var seeds = new ulong[Chunks.Count(length)];
        foreach (ref var seed in seeds.AsSpan())
            seed = random.NextBits();
        Chunks.Run(length, (start, count) =>
        {
            var lanes = new RandomLanes(seeds[start / Chunks.Length]);
            var masks = MemoryMarshal.Cast<float, ushort>(_memory.AsSpan())[(start / Vector512<uint>.Count)..];
            for (var i = 0; i * Vector512<uint>.Count < count; i++)
                masks[i] = (ushort)Vector512.GreaterThanOrEqual(lanes.NextBits(), dropped).ExtractMostSignificantBits();
        });
    }

    /// <summary>Scales the elements that are kept, and sets the others to 0.</summary>
    /// <param name="from">The elements from <paramref name="first"/> on.</param>
    /// <param name="to">As many; may be the same.</param>
    /// <param name="first">Which they are.</param>
    public void Keep(ReadOnlySpan<float> from, Span<float> to, int first)
    {
        var bytes = MemoryMarshal.AsBytes(_memory.AsSpan());
        var i = 0;
        for (; i <= from.Length - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            var bits = Vector512.Create(BitsFrom(bytes, first + i));
            (Vector512.Equals(bits & Places, Places).AsSingle() & (Vector512.Create(from[i..]) * _scale)).CopyTo(to[i..]);
        }

        for (; i < from.Length; i++)
            to[i] = (BitsFrom(bytes, first + i) & 1) != 0 ? from[i] * _scale : 0;
    }

    /// <summary>The bits of some elements, the first lowest: at least sixteen.</summary>
    private static uint BitsFrom(ReadOnlySpan<byte> bytes, int first) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[(first >> 3)..]) >> (first & 7);
}
