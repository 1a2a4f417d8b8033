using StreamHost.Numerics.Devices;

namespace StreamHost.Numerics.Tensors;

/// <summary>Weight normalisation (Salimans and Kingma, 2016): a weight as length times direction, a row at a time.</summary>
public static class WeightNormalization
{
    /// <summary>w = length * direction / |direction|; the derivative along the direction is exactly 0.</summary>
    /// <param name="direction">[outputs, inputs], no row 0.</param>
    /// <param name="length">[outputs].</param>
    /// <returns>[outputs, inputs].</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor Apply(Tensor direction, Tensor length)
    {
        if (direction.Rank != 2 || !length.Shape.SequenceEqual([direction.Shape[0]]))
            throw new ArgumentException($"{length.Length} lengths do not fit directions of {direction.Rank} dimensions.", nameof(length));

        return TensorDevice.Current.NormalizeWeight(direction, length);
    }
}
