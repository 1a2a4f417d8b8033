using StreamHost.Numerics.Tensors;

namespace StreamHost.Numerics.Convolutions;

/// <summary>A convolution with kernels that stay, for evaluation: their spectra are computed once. What it gives is what <see cref="Convolution"/> gives.</summary>
public sealed class FixedConvolution : IDisposable
{
    private readonly Tensor _weight;
    private readonly Tensor? _bias;
    private readonly int[] _signal;
    private readonly int[] _before;
    private readonly bool _isDepthwise;
    private readonly Spectra? _spectra;

    /// <summary>Prepares the kernels for signals of one size.</summary>
    /// <param name="weight">[outputs, inputs, kernel..]; depthwise [channels, 1, kernel..].</param>
    /// <param name="bias">[outputs], or null for none.</param>
    /// <param name="signal">The size of the signals in each dimension.</param>
    /// <param name="before">For each dimension the zeros before the signal.</param>
    /// <param name="isDepthwise">Whether each channel has a kernel of its own.</param>
    public FixedConvolution(Tensor weight, Tensor? bias, ReadOnlySpan<int> signal, ReadOnlySpan<int> before, bool isDepthwise = false)
    {
        (_weight, _bias, _signal, _before, _isDepthwise) = (weight, bias, signal.ToArray(), before.ToArray(), isDepthwise);
        var shape = Shape(1);
        if (!ConvolutionCost.IsDirectCheaper(shape))
            _spectra = Fourier(shape).OfKernels(weight.ValueArray);
    }

    /// <summary>Convolves; the result has no gradients.</summary>
    /// <param name="x">[batch, inputs, signal..].</param>
    /// <returns>[batch, outputs, signal..].</returns>
    /// <exception cref="ArgumentException">The signals have another size.</exception>
    public Tensor Apply(Tensor x)
    {
        if (!x.Shape[2..].SequenceEqual(_signal))
            throw new ArgumentException($"Signals of [{string.Join(", ", x.Shape[2..].ToArray())}] are not [{string.Join(", ", _signal)}].", nameof(x));

        var shape = Shape(x.Shape[0]);
        var y = Tensor.Unfilled([shape.Batch, shape.Outputs, .. _signal], [], _ => { });
        if (_spectra is null)
        {
            DirectConvolution.Forward(shape, x.ValueArray, _weight.ValueArray, _bias?.ValueArray, y.ValueArray);
            return y;
        }

        Fourier(shape).Forward(x.ValueArray, _spectra, _bias?.ValueArray, y.ValueArray, []);
        return y;
    }

    /// <inheritdoc/>
    public void Dispose() => _spectra?.Dispose();

    /// <summary>With frequencies as lanes, of which a single signal has many: the kernels' spectra serve a batch of any size.</summary>
    private static FourierConvolution Fourier(ConvolutionShape shape) => new(shape, isBySignal: false);

    private ConvolutionShape Shape(int batch) =>
        new(batch, _isDepthwise ? _weight.Shape[0] : _weight.Shape[1], _weight.Shape[0], _signal, _weight.Shape[2..], _before, _isDepthwise);
}
