namespace StreamHost.Numerics.Convolutions;

/// <summary>
/// Convolution by the convolution theorem: spectra, a small complex matrix product for every frequency, and back. Its
/// operations grow with the logarithm of the kernel's length.
/// </summary>
/// <param name="shape">The sizes.</param>
internal sealed class FourierConvolution(ConvolutionShape shape)
{
    private readonly SpectralGrid _grid = new(shape);

    /// <summary>The spectra of the signals that enter, [batch, inputs].</summary>
    public Spectra OfInputs(float[] x) => _grid.OfSignals(x, shape.Batch * shape.Inputs);

    /// <summary>The spectra of the signals that come out, or of their gradients, [batch, outputs].</summary>
    public Spectra OfOutputs(float[] y) => _grid.OfSignals(y, shape.Batch * shape.Outputs);

    /// <summary>The spectra of the kernels.</summary>
    public Spectra OfKernels(float[] weight) => _grid.OfKernels(weight, shape.Kernels);

    /// <summary>y = w * x + bias.</summary>
    public void Forward(Spectra x, Spectra weight, ReadOnlySpan<float> bias, float[] y)
    {
        var product = shape.IsDepthwise
            ? new SpectralProduct(shape.Batch, 1, 1, new(shape.Inputs, 0), default, conjugate: false, groups: shape.Inputs)
            : new SpectralProduct(shape.Batch, shape.Outputs, shape.Inputs, new(shape.Inputs, 1), new(shape.Inputs, 1), conjugate: false);
        _grid.ToSignals(product.Multiply(x, weight), y, bias);
    }

    /// <summary>dx += what follows from dy, or = where it is new.</summary>
    public void BackwardInput(Spectra dy, Spectra weight, float[] dx, bool isNew)
    {
        var product = shape.IsDepthwise
            ? new SpectralProduct(shape.Batch, 1, 1, new(shape.Inputs, 0), default, conjugate: true, groups: shape.Inputs)
            : new SpectralProduct(shape.Batch, shape.Inputs, shape.Outputs, new(shape.Outputs, 1), new(1, shape.Inputs), conjugate: true);
        if (isNew)
            _grid.ToSignals(product.Multiply(dy, weight), dx, []);
        else
            _grid.AddToSignals(product.Multiply(dy, weight), dx);
    }

    /// <summary>dw += what follows from dy.</summary>
    public void BackwardWeight(Spectra x, Spectra dy, float[] dw)
    {
        var product = shape.IsDepthwise
            ? new SpectralProduct(1, 1, shape.Batch, new(0, shape.Inputs), new(0, shape.Inputs), conjugate: true, groups: shape.Inputs)
            : new SpectralProduct(shape.Outputs, shape.Inputs, shape.Batch, new(1, shape.Outputs), new(1, shape.Inputs), conjugate: true);
        _grid.AddToKernels(product.Multiply(dy, x), dw);
    }
}
