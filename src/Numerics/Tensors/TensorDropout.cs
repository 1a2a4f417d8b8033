using System.Runtime.Intrinsics;
using StreamHost.Numerics.Randomness;
using StreamHost.Numerics.Threads;

namespace StreamHost.Numerics.Tensors;

/// <summary>Dropout (Srivastava et al. 2014).</summary>
public sealed partial class Tensor
{
    /// <summary>Sets each element to 0 with a probability, and scales the others so that the expectation stays.</summary>
    /// <param name="probability">Of an element to be dropped, in [0, 1).</param>
    /// <param name="random">Draws a seed for every 16,384 elements; null to evaluate, which returns this tensor.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not in [0, 1).</exception>
    public Tensor Dropout(double probability, RandomSource? random)
    {
        RequireProbability(probability);
        if (random is null || probability == 0)
        {
            return this;
        }

        // The mask is not kept: it is drawn again on the way back.
        var seeds = new ulong[Chunks.Count(Length)];
        foreach (ref var seed in seeds.AsSpan())
            seed = random.NextBits();
        var result = Unfilled(_shape, [this], y =>
        {
            var dx = GradientToWrite(out var isNew);
            var dy = y.GradientArray;
            Chunks.Run(Length, (start, count) =>
            {
                var to = dx.AsSpan(start, count);
                Keep(dy.AsSpan(start, count), probability, seeds[start / Chunks.Length], isNew ? [] : to, to);
            });
        });
        Chunks.Run(Length, (start, count) => Keep(
            _values.AsSpan(start, count), probability, seeds[start / Chunks.Length], [], result._values.AsSpan(start, count)));
        return result;
    }

    /// <summary>Throws where a number is no probability of dropout.</summary>
    internal static void RequireProbability(double probability)
    {
        if (!(probability is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "A probability of dropout is in [0, 1).");
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
