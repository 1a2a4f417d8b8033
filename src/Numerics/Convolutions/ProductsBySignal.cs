using StreamHost.Numerics.Vectors;

namespace StreamHost.Numerics.Convolutions;

/// <summary>
/// Products whose lanes are the images of a batch, or a weight's outputs: that is how transforms leave them, so that there is
/// nothing to transpose, and all operands of a frequency fit into the first cache.
/// </summary>
/// <param name="shape">The convolution's sizes.</param>
/// <param name="bins">Frequencies of a spectrum.</param>
internal sealed class ProductsBySignal(ConvolutionShape shape, int bins) : SpectralProducts
{
    /// <summary>Whether they suit a convolution: channels mix, and of the lanes of its batch's vectors at most a ninth is idle.</summary>
    public static bool Suit(ConvolutionShape shape)
    {
        var lanes = Widths.Floats;
        return !shape.IsDepthwise && (shape.Batch + lanes - 1) / lanes * lanes <= shape.Batch * 9 / 8;
    }

    /// <inheritdoc/>
    public override Spectra Signals(int count, int channels) => new SpectraBySignal(count, channels, bins);

    /// <inheritdoc/>
    public override Spectra Kernels() => new SpectraBySignal(shape.Outputs, shape.Inputs, bins);

    /// <inheritdoc/>
    public override void Forward(Spectra x, Spectra weight, Spectra y) => Multiply(weight, x, y, isAdjoint: false);

    /// <inheritdoc/>
    public override void BackwardInput(Spectra dy, Spectra weight, Spectra dx) => Multiply(weight, dy, dx, isAdjoint: true);

    /// <inheritdoc/>
    public override void BackwardWeight(Spectra dy, Spectra x, Spectra dw, bool isAdded) => Multiply(x, dy, dw, isAdjoint: true, isTurned: true, isAdded);

    private void Multiply(Spectra a, Spectra b, Spectra c, bool isAdjoint, bool isTurned = false, bool isAdded = false) =>
        new BroadcastProduct((SpectraBySignal)a, (SpectraBySignal)b, (SpectraBySignal)c, isAdjoint, isTurned, isAdded).Run(bins);
}
