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

        var mask = new Tensor(_shape);
        foreach (ref var factor in mask._values.AsSpan())
        {
            factor = random.NextDouble() < probability ? 0 : (float)(1 / (1 - probability));
        }

        return this * mask;
    }
}
