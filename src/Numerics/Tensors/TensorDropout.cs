using System.Numerics.Tensors;
using StreamHost.Numerics.Randomness;

namespace StreamHost.Numerics.Tensors;

/// <summary>Dropout (Srivastava et al. 2014).</summary>
public sealed partial class Tensor
{
    /// <summary>Sets each element to 0 with a probability, and scales the others so that the expectation stays.</summary>
    /// <param name="probability">Of an element to be dropped, in [0, 1).</param>
    /// <param name="random">Draws one number an element, in order; null to evaluate, which returns this tensor.</param>
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

        var kept = TensorMemory.Zeros(Length);
        var scale = (float)(1 / (1 - probability));
        foreach (ref var factor in kept.AsSpan())
        {
            factor = random.NextDouble() < probability ? 0 : scale;
        }

        var result = Operation(_shape, [this], y => TensorPrimitives.MultiplyAdd(y.Gradient, kept, Gradient, Gradient));
        TensorPrimitives.Multiply(_values, kept, result._values);
        return result;
    }
}
