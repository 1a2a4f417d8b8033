using System.Numerics.Tensors;
using StreamHost.Numerics.Randomness;
using StreamHost.Numerics.Threads;

namespace StreamHost.Numerics.Tensors;

/// <summary>Dropout (Srivastava et al. 2014).</summary>
public sealed partial class Tensor
{
    /// <summary>Sets each element to 0 with a probability, and scales the others so that the expectation stays.</summary>
    /// <param name="probability">Of an element to be dropped, in [0, 1).</param>
    /// <param name="random">Draws 32 bits an element, in order (of many elements a seed for every 16,384 of them); null to evaluate, which returns this tensor.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not in [0, 1).</exception>
    public Tensor Dropout(double probability, RandomSource? random)
    {
        if (!(probability is >= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "A probability of dropout is in [0, 1).");
        }

        if (random is null || probability == 0)
        {
            return this;
        }

        var kept = TensorMemory.Unfilled(Length);
        var scale = (float)(1 / (1 - probability));
        var dropped = (uint)(probability * uint.MaxValue);
        var sources = Length <= Chunks.Length ? [random] : new RandomSource[Chunks.Count(Length)];
        for (var chunk = 0; sources.Length > 1 && chunk < sources.Length; chunk++)
        {
            sources[chunk] = new RandomSource(random.NextBits());
        }

        var result = Unfilled(_shape, [this], y =>
        {
            var (dx, dy) = (GradientArray, y.GradientArray);
            Chunks.Run(Length, (start, count) => TensorPrimitives.MultiplyAdd(
                dy.AsSpan(start, count), kept.AsSpan(start, count), dx.AsSpan(start, count), dx.AsSpan(start, count)));
        });
        Chunks.Run(Length, (start, count) =>
        {
            var factors = kept.AsSpan(start, count);
            var source = sources[start / Chunks.Length];
            for (var i = 0; i < factors.Length; i += 2)
            {
                var bits = source.NextBits();
                factors[i] = (uint)bits < dropped ? 0 : scale;
                if (i + 1 < factors.Length)
                {
                    factors[i + 1] = (uint)(bits >> 32) < dropped ? 0 : scale;
                }
            }

            TensorPrimitives.Multiply(_values.AsSpan(start, count), factors, result._values.AsSpan(start, count));
        });
        return result;
    }
}
