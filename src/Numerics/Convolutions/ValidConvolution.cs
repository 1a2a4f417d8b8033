using StreamHost.Numerics.Devices;
using StreamHost.Numerics.Tensors;

namespace StreamHost.Numerics.Convolutions;

/// <summary>
/// A convolution of one dimension without padding and with kernels that stay: y[b, o, t] = bias[o] + sum over i, k of weight[o, i, k] x[b, i, t + k]
/// for the t at which all of the kernel meets the signal. That is what a stream needs, whose next samples stand behind those that it keeps.
/// What does not depend on the signal, such as the kernels' spectra, is computed once, and stays on the device that is in use then. Without gradients.
/// </summary>
public sealed class ValidConvolution : IDisposable
{
    private readonly IPreparedConvolution _prepared;
    private readonly int _inputs;
    private readonly int _length;

    /// <summary>Prepares the kernels for signals of one length.</summary>
    /// <param name="weight">[outputs, inputs, kernel]; depthwise [channels, 1, kernel].</param>
    /// <param name="bias">[outputs], or null for none.</param>
    /// <param name="length">The length of the signals, at least the kernel's.</param>
    /// <param name="isDepthwise">Whether each channel has a kernel of its own.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public ValidConvolution(Tensor weight, Tensor? bias, int length, bool isDepthwise = false)
    {
        if (weight.Rank != 3 || weight.Length == 0 || weight.Shape[2] > length || (isDepthwise && weight.Shape[1] != 1))
            throw new ArgumentException($"Signals of {length} samples do not go with kernels [{string.Join(", ", weight.Shape.ToArray())}].", nameof(weight));
        if (bias is not null && !bias.Shape.SequenceEqual([weight.Shape[0]]))
            throw new ArgumentException($"The bias [{string.Join(", ", bias.Shape.ToArray())}] is not [{weight.Shape[0]}].", nameof(bias));

        (_inputs, _length) = (isDepthwise ? weight.Shape[0] : weight.Shape[1], length);
        _prepared = TensorDevice.Current.Prepare(weight, bias, length, isDepthwise);
    }

    /// <summary>Convolves, on the device that was in use when the kernels were prepared.</summary>
    /// <param name="x">[batch, inputs, length].</param>
    /// <returns>[batch, outputs, length - kernel + 1].</returns>
    /// <exception cref="ArgumentException">The signals have other sizes.</exception>
    public Tensor Apply(Tensor x)
    {
        if (x.Rank != 3 || x.Shape[0] == 0 || x.Shape[1] != _inputs || x.Shape[2] != _length)
            throw new ArgumentException($"Signals [{string.Join(", ", x.Shape.ToArray())}] are not [batch, {_inputs}, {_length}].", nameof(x));

        return _prepared.Apply(x);
    }

    /// <inheritdoc/>
    public void Dispose() => _prepared.Dispose();
}
