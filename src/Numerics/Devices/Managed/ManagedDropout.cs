using System.Runtime.Intrinsics;
using StreamHost.Numerics.Randomness;
using StreamHost.Numerics.Tensors;
using StreamHost.Numerics.Threads;

namespace StreamHost.Numerics.Devices.Managed;

/// <summary>Dropout: a seed for every 16,384 elements.</summary>
internal sealed partial class ManagedDevice
{
    /// <inheritdoc/>
    public Tensor Dropout(Tensor x, double probability, RandomSource random)
    {
        // The mask is not kept: it is drawn again on the way back.
        var seeds = new ulong[Chunks.Count(x.Length)];
        foreach (ref var seed in seeds.AsSpan())
            seed = random.NextBits();
        var result = Tensor.Unfilled(x.Shape, [x], y =>
        {
            var dx = x.GradientToWrite(out var isNew);
            var dy = y.GradientArray;
            Chunks.Run(x.Length, (start, count) =>
            {
                var to = dx.AsSpan(start, count);
                Keep(dy.AsSpan(start, count), probability, seeds[start / Chunks.Length], isNew ? [] : to, to);
            });
        });
        Chunks.Run(x.Length, (start, count) => Keep(
            x.ValueArray.AsSpan(start, count), probability, seeds[start / Chunks.Length], [], result.ValueArray.AsSpan(start, count)));
        return result;
    }

    /// <summary>What is kept of some elements, scaled, and added to what was before, if anything.</summary>
    private static void Keep(ReadOnlySpan<float> from, double probability, ulong seed, ReadOnlySpan<float> before, Span<float> to)
    {
        var random = new RandomLanes(seed);
        var scale = (float)(1 / (1 - probability));
        var dropped = Vector512.Create((uint)(probability * uint.MaxValue));
        var i = 0;
        for (; i <= from.Length - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            var kept = Vector512.GreaterThanOrEqual(random.NextBits(), dropped).AsSingle() & (Vector512.Create(from[i..]) * scale);
            (before.IsEmpty ? kept : Vector512.Create(before[i..]) + kept).CopyTo(to[i..]);
        }

        for (var last = random.NextBits(); i < from.Length; i++)
            to[i] = (before.IsEmpty ? 0 : before[i]) + (last[i % Vector512<float>.Count] >= dropped[0] ? from[i] * scale : 0);
    }
}
