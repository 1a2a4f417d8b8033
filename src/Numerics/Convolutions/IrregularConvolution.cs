using StreamHost.Numerics.Devices;
using StreamHost.Numerics.Tensors;

namespace StreamHost.Numerics.Convolutions;

/// <summary>A causal convolution of an irregularly sampled signal with a kernel that was sampled at the true lag of every pair of its samples.</summary>
public static class IrregularConvolution
{
    /// <summary>y[o, n] = bias[o] + sum over i and the samples m up to n of kernel[o, i, pair of n and m] x[i, m].</summary>
    /// <param name="x">[inputs, samples]; to stand for an integral over time, each times the time that it stands for.</param>
    /// <param name="kernel">[outputs, inputs, pairs]; depthwise [channels, 1, pairs].</param>
    /// <param name="bias">[outputs].</param>
    /// <param name="pairs">The pairs.</param>
    /// <param name="isDepthwise">Whether each channel has a kernel of its own.</param>
    /// <returns>[outputs, samples].</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor Apply(Tensor x, Tensor kernel, Tensor bias, LagPairs pairs, bool isDepthwise = false)
    {
        var count = pairs.Lags.Count;
        if (x.Rank != 2 || x.Shape[1] != pairs.Samples || kernel.Rank != 3 || kernel.Shape[1] != (isDepthwise ? 1 : x.Shape[0]) || kernel.Shape[2] != count
            || (isDepthwise && kernel.Shape[0] != x.Shape[0]) || !bias.Shape.SequenceEqual(kernel.Shape[..1]))
            throw new ArgumentException($"{x.Length} values, {kernel.Length} of kernels and {bias.Length} biases don't fit {count} pairs of {pairs.Samples} samples.", nameof(kernel));

        return TensorDevice.Current.ConvolveIrregularly(x, kernel, bias, pairs, isDepthwise);
    }
}
