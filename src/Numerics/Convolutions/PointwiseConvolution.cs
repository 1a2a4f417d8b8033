using StreamHost.Numerics.Devices;
using StreamHost.Numerics.Tensors;

namespace StreamHost.Numerics.Convolutions;

/// <summary>A convolution with kernels of one sample: the channels of each position mixed by a matrix.</summary>
public static class PointwiseConvolution
{
    /// <summary>y[b, o, p] = sum over i of weight[o, i] x[b, i, p] + bias[o].</summary>
    /// <param name="x">[batch, inputs, positions..].</param>
    /// <param name="weight">[outputs, inputs].</param>
    /// <param name="bias">[outputs].</param>
    /// <returns>[batch, outputs, positions..].</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor Apply(Tensor x, Tensor weight, Tensor bias)
    {
        if (x.Rank < 2 || weight.Rank != 2 || weight.Shape[1] != x.Shape[1] || !bias.Shape.SequenceEqual(weight.Shape[..1]))
            throw new ArgumentException($"{x.Rank} dimensions, {weight.Length} weights and {bias.Length} biases don't fit each other.", nameof(weight));

        Tensor.Product([x.Shape[0], weight.Shape[0], .. x.Shape[2..]]);
        return TensorDevice.Current.ConvolvePoints(x, weight, bias);
    }
}
