using StreamHost.Numerics.Devices;
using StreamHost.Numerics.Randomness;

namespace StreamHost.Numerics.Tensors;

/// <summary>Dropout (Srivastava et al. 2014).</summary>
public sealed partial class Tensor
{
    /// <summary>Sets each element to 0 with a probability, and scales the others so that the expectation stays.</summary>
    /// <param name="probability">Of an element to be dropped, in [0, 1).</param>
    /// <param name="random">What the choices are drawn from, each device in its own way; null to evaluate, which returns this tensor.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not in [0, 1).</exception>
    public Tensor Dropout(double probability, RandomSource? random)
    {
        RequireProbability(probability);
        return random is null || probability == 0 ? this : TensorDevice.Current.Dropout(this, probability, random);
    }

    /// <summary>Throws where a number is no probability of dropout.</summary>
    internal static void RequireProbability(double probability)
    {
        if (!(probability is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "A probability of dropout is in [0, 1).");
    }
}
