using StreamHost.Numerics.Vectors;

namespace StreamHost.Numerics.Convolutions;

/// <summary>
/// Convolution by the convolution theorem: spectra, a small complex matrix product for every frequency, and back. Its
/// operations grow with the logarithm of the kernel's length. A batch is gone through in parts, so that a part's spectra are
/// multiplied and transformed back while they are in the cache.
/// </summary>
internal sealed class FourierConvolution
{
    /// <summary>Floats of the kernels' spectra and of those that enter a part and come out of it: 13 MB.</summary>
    private const long PartFloats = 3_200_000;

    private readonly ConvolutionShape _shape;
    private readonly SpectralGrid _grid;
    private readonly SpectralProducts _products;
    private readonly int _partLength;

    /// <param name="shape">The sizes.</param>
    /// <param name="isBySignal">Whether the lanes of the products are signals, which the kernels' spectra are then laid out for, or frequencies.</param>
    public FourierConvolution(ConvolutionShape shape, bool isBySignal)
    {
        (_shape, _grid) = (shape, new SpectralGrid(shape));
        _products = isBySignal ? new ProductsBySignal(shape, _grid.Bins) : new ProductsByFrequency(shape, _grid.Bins);
        long spectrum = 2 * _grid.Bins, kernels = shape.Kernels * spectrum, together = (PartFloats - kernels) / ((shape.Inputs + shape.Outputs) * spectrum);

        // Every part reads the kernels' spectra again: where they are more than a part, there is but one.
        var isOne = kernels > PartFloats;
        _partLength = isOne ? shape.Batch : (int)Math.Min(shape.Batch, Math.Max(Widths.Floats, together / Widths.Floats * Widths.Floats));
    }

    /// <summary>The parts of the batch.</summary>
    public int Parts => (_shape.Batch + _partLength - 1) / _partLength;

    /// <summary>The spectra of the kernels.</summary>
    public Spectra OfKernels(float[] weight)
    {
        var spectra = _products.Kernels();
        _grid.OfKernels(weight, spectra);
        return spectra;
    }

    /// <summary>y = w * x + bias.</summary>
    /// <param name="x">[batch, inputs, signal].</param>
    /// <param name="weight">The spectra of the kernels.</param>
    /// <param name="bias">[outputs], or none.</param>
    /// <param name="y">[batch, outputs, signal].</param>
    /// <param name="ofX">Each part's spectra of x, to be kept; or empty.</param>
    public void Forward(float[] x, Spectra weight, float[]? bias, float[] y, Span<Spectra?> ofX)
    {
        for (var part = 0; part < Parts; part++)
        {
            var spectra = OfSignals(x, part, _shape.Inputs);
            using var ofY = _products.Signals(Count(part), _shape.Outputs);
            _products.Forward(spectra, weight, ofY);
            _grid.ToSignals(ofY, y, First(part) * _shape.Outputs, isAdded: false, bias);
            if (ofX.IsEmpty)
                spectra.Dispose();
            else
                ofX[part] = spectra;
        }
    }

    /// <summary>Adds to the gradients what follows from dy.</summary>
    /// <param name="dy">[batch, outputs, signal].</param>
    /// <param name="sums">[batch, outputs], the sums of its signals, written here; or empty.</param>
    /// <param name="x">[batch, inputs, signal].</param>
    /// <param name="ofX">Each part's spectra of x where they were kept; they are given back.</param>
    /// <param name="weight">The spectra of the kernels.</param>
    /// <param name="dx">[batch, inputs, signal], or null where it is not asked for.</param>
    /// <param name="isNewX">Whether dx holds nothing yet.</param>
    /// <param name="dw">[kernels, kernel], or null where it is not asked for.</param>
    /// <param name="isNewWeight">Whether dw holds nothing yet.</param>
    public void Backward(float[] dy, float[] sums, float[] x, Span<Spectra?> ofX, Spectra weight, float[]? dx, bool isNewX, float[]? dw, bool isNewWeight)
    {
        using var ofDw = dw is null ? null : _products.Kernels();
        for (var part = 0; part < Parts; part++)
        {
            using var spectra = OfSignals(dy, part, _shape.Outputs, sums);
            using var xs = ofX[part] ?? (ofDw is null ? null : OfSignals(x, part, _shape.Inputs));
            ofX[part] = null;
            if (dx is not null)
                BackwardInput(spectra, weight, part, dx, isNewX);
            if (ofDw is not null)
                _products.BackwardWeight(spectra, xs!, ofDw, isAdded: part > 0);
        }

        if (ofDw is not null)
            _grid.ToKernels(ofDw, dw!, isAdded: !isNewWeight);
    }

    private void BackwardInput(Spectra dy, Spectra weight, int part, float[] dx, bool isNew)
    {
        using var ofDx = _products.Signals(Count(part), _shape.Inputs);
        _products.BackwardInput(dy, weight, ofDx);
        _grid.ToSignals(ofDx, dx, First(part) * _shape.Inputs, isAdded: !isNew);
    }

    private Spectra OfSignals(float[] signals, int part, int channels, float[]? sums = null)
    {
        var spectra = _products.Signals(Count(part), channels);
        _grid.OfSignals(signals, First(part) * channels, spectra, sums ?? []);
        return spectra;
    }

    private int First(int part) => part * _partLength;

    private int Count(int part) => Math.Min(_partLength, _shape.Batch - First(part));
}
