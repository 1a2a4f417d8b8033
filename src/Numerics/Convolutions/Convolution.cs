using StreamHost.Numerics.Devices;
using StreamHost.Numerics.Tensors;

namespace StreamHost.Numerics.Convolutions;

/// <summary>Convolution in one, two or three dimensions, with gradients of its input, its weight and its bias.</summary>
public static class Convolution
{
    /// <summary>Convolves; see <see cref="ConvolutionShape"/> for what is computed.</summary>
    /// <param name="x">[batch, inputs, signal..].</param>
    /// <param name="weight">[outputs, inputs, kernel..]; depthwise [channels, 1, kernel..].</param>
    /// <param name="bias">[outputs], or null for none.</param>
    /// <param name="before">For each dimension the zeros before the signal: <see cref="ConvolutionShape.Causal"/> or <see cref="ConvolutionShape.Same"/> of the kernel.</param>
    /// <param name="isDepthwise">Whether each channel has a kernel of its own.</param>
    /// <param name="path">Which arithmetic; by default the one that is cheaper for these sizes.</param>
    /// <returns>[batch, outputs, signal..].</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor Apply(
        Tensor x, Tensor weight, Tensor? bias, ReadOnlySpan<int> before, bool isDepthwise = false, ConvolutionPath path = ConvolutionPath.Cheaper)
    {
        if (x.Rank < 3 || weight.Rank != x.Rank || weight.Shape[1] != (isDepthwise ? 1 : x.Shape[1]))
            throw new ArgumentException($"A signal [{Text(x)}] and a weight [{Text(weight)}] can't be convolved.", nameof(weight));

        var shape = new ConvolutionShape(x.Shape[0], x.Shape[1], weight.Shape[0], x.Shape[2..], weight.Shape[2..], before, isDepthwise);
        if (bias is not null && !bias.Shape.SequenceEqual([shape.Outputs]))
            throw new ArgumentException($"The bias [{Text(bias)}] is not [{shape.Outputs}].", nameof(bias));

        Tensor.Product([shape.Batch, shape.Outputs, .. x.Shape[2..]]);
        return TensorDevice.Current.Convolve(shape, x, weight, bias, path);
    }

    private static string Text(Tensor tensor) => string.Join(", ", tensor.Shape.ToArray());
}
