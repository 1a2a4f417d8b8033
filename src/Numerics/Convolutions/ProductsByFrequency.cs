namespace StreamHost.Numerics.Convolutions;

/// <summary>Products whose lanes are frequencies: for any batch, and for kernels that serve batches of any size.</summary>
/// <param name="shape">The convolution's sizes; of its batch nothing depends.</param>
/// <param name="bins">Frequencies of a spectrum.</param>
internal sealed class ProductsByFrequency(ConvolutionShape shape, int bins) : SpectralProducts
{
    /// <inheritdoc/>
    public override Spectra Signals(int count, int channels) => new SpectraByFrequency(count * channels, bins);

    /// <inheritdoc/>
    public override Spectra Kernels() => new SpectraByFrequency(shape.Kernels, bins);

    /// <inheritdoc/>
    public override void Forward(Spectra x, Spectra weight, Spectra y)
    {
        var (xs, ws, ys) = ((SpectraByFrequency)x, (SpectraByFrequency)weight, (SpectraByFrequency)y);
        var count = xs.Rows / shape.Inputs;
        var product = shape.IsDepthwise
            ? new SpectralProduct(count, 1, 1, new(shape.Inputs, 0), default, conjugate: false, groups: shape.Inputs)
            : new SpectralProduct(count, shape.Outputs, shape.Inputs, new(shape.Inputs, 1), new(shape.Inputs, 1), conjugate: false);
        product.Multiply(xs, ws, ys);
    }

    /// <inheritdoc/>
    public override void BackwardInput(Spectra dy, Spectra weight, Spectra dx)
    {
        var (dys, ws, dxs) = ((SpectraByFrequency)dy, (SpectraByFrequency)weight, (SpectraByFrequency)dx);
        var count = dys.Rows / shape.Outputs;
        var product = shape.IsDepthwise
            ? new SpectralProduct(count, 1, 1, new(shape.Inputs, 0), default, conjugate: true, groups: shape.Inputs)
            : new SpectralProduct(count, shape.Inputs, shape.Outputs, new(shape.Outputs, 1), new(1, shape.Inputs), conjugate: true);
        product.Multiply(dys, ws, dxs);
    }

    /// <inheritdoc/>
    public override void BackwardWeight(Spectra dy, Spectra x, Spectra dw, bool isAdded)
    {
        var (dys, xs, dws) = ((SpectraByFrequency)dy, (SpectraByFrequency)x, (SpectraByFrequency)dw);
        var count = dys.Rows / shape.Outputs;
        var product = shape.IsDepthwise
            ? new SpectralProduct(1, 1, count, new(0, shape.Inputs), new(0, shape.Inputs), conjugate: true, groups: shape.Inputs)
            : new SpectralProduct(shape.Outputs, shape.Inputs, count, new(1, shape.Outputs), new(1, shape.Inputs), conjugate: true);
        product.Multiply(dys, xs, dws, isAdded);
    }
}
