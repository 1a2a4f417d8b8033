using StreamHost.Numerics.Vectors;

namespace StreamHost.Numerics.Convolutions;

/// <summary>
/// Convolution by the convolution theorem: spectra, a small complex matrix product for every frequency, and back. Its
/// operations grow with the logarithm of the kernel's length. A batch is gone through in parts, so that a part's spectra are
/// multiplied and transformed back while they are in the cache.
/// </summary>
internal sealed class FourierConvolution
{
    /// <summary>Floats of the spectra that enter a part and that come out of it: 13 MB.</summary>
    private const long PartFloats = 3_200_000;

    private readonly ConvolutionShape _shape;
    private readonly SpectralGrid _grid;
    private readonly int _partLength;

    /// <param name="shape">The sizes.</param>
    public FourierConvolution(ConvolutionShape shape)
    {
        (_shape, _grid) = (shape, new SpectralGrid(shape));
        long spectrum = _grid.Blocks * 2 * Widths.Floats, together = PartFloats / ((shape.Inputs + shape.Outputs) * spectrum);

        // Every part reads the kernels' spectra again: where they are more than a part, there is but one.
        var isOne = shape.Kernels * spectrum > PartFloats;
        _partLength = isOne ? shape.Batch : (int)Math.Min(shape.Batch, Math.Max(Widths.Floats, together / Widths.Floats * Widths.Floats));
    }

    /// <summary>The parts of the batch.</summary>
    public int Parts => (_shape.Batch + _partLength - 1) / _partLength;

    /// <summary>The spectra of the kernels.</summary>
    public Spectra OfKernels(float[] weight) => _grid.OfKernels(weight, _shape.Kernels);

    /// <summary>y = w * x + bias.</summary>
    /// <param name="x">[batch, inputs, signal].</param>
    /// <param name="weight">The spectra of the kernels.</param>
    /// <param name="bias">[outputs], or none.</param>
    /// <param name="y">[batch, outputs, signal].</param>
    /// <param name="ofX">Each part's spectra of x, to be kept; or empty.</param>
    public void Forward(float[] x, Spectra weight, ReadOnlySpan<float> bias, float[] y, Span<Spectra?> ofX)
    {
        for (var part = 0; part < Parts; part++)
        {
            var count = Count(part);
            var product = _shape.IsDepthwise
                ? new SpectralProduct(count, 1, 1, new(_shape.Inputs, 0), default, conjugate: false, groups: _shape.Inputs)
                : new SpectralProduct(count, _shape.Outputs, _shape.Inputs, new(_shape.Inputs, 1), new(_shape.Inputs, 1), conjugate: false);
            var spectra = OfInputs(x, part);
            using (var ofY = product.Multiply(spectra, weight))
                _grid.ToSignals(ofY, y, First(part) * _shape.Outputs, isAdded: false, bias);
            if (ofX.IsEmpty)
                spectra.Dispose();
            else
                ofX[part] = spectra;
        }
    }

    /// <summary>Adds to the gradients what follows from dy.</summary>
    /// <param name="dy">[batch, outputs, signal].</param>
    /// <param name="x">[batch, inputs, signal].</param>
    /// <param name="ofX">Each part's spectra of x where they were kept; they are given back.</param>
    /// <param name="weight">The spectra of the kernels.</param>
    /// <param name="dx">[batch, inputs, signal], or null where it is not asked for.</param>
    /// <param name="isNewX">Whether dx holds nothing yet.</param>
    /// <param name="dw">[kernels, kernel], or null where it is not asked for.</param>
    /// <param name="isNewWeight">Whether dw holds nothing yet.</param>
    public void Backward(float[] dy, float[] x, Span<Spectra?> ofX, Spectra weight, float[]? dx, bool isNewX, float[]? dw, bool isNewWeight)
    {
        var ofDw = dw is null ? null : new Spectra(_shape.Kernels, _grid.Blocks);
        for (var part = 0; part < Parts; part++)
        {
            using var spectra = _grid.OfSignals(dy, First(part) * _shape.Outputs, Count(part) * _shape.Outputs);
            using var xs = ofX[part] ?? (ofDw is null ? null : OfInputs(x, part));
            ofX[part] = null;
            if (dx is not null)
                BackwardInput(spectra, weight, part, dx, isNewX);
            if (ofDw is not null)
                WeightProduct(Count(part)).Multiply(spectra, xs!, ofDw, isAdded: part > 0);
        }

        if (ofDw is null)
            return;
        _grid.ToKernels(ofDw, dw!, isAdded: !isNewWeight);
        ofDw.Dispose();
    }

    private void BackwardInput(Spectra dy, Spectra weight, int part, float[] dx, bool isNew)
    {
        var product = _shape.IsDepthwise
            ? new SpectralProduct(Count(part), 1, 1, new(_shape.Inputs, 0), default, conjugate: true, groups: _shape.Inputs)
            : new SpectralProduct(Count(part), _shape.Inputs, _shape.Outputs, new(_shape.Outputs, 1), new(1, _shape.Inputs), conjugate: true);
        using var ofDx = product.Multiply(dy, weight);
        _grid.ToSignals(ofDx, dx, First(part) * _shape.Inputs, isAdded: !isNew);
    }

    private SpectralProduct WeightProduct(int count) => _shape.IsDepthwise
        ? new SpectralProduct(1, 1, count, new(0, _shape.Inputs), new(0, _shape.Inputs), conjugate: true, groups: _shape.Inputs)
        : new SpectralProduct(_shape.Outputs, _shape.Inputs, count, new(1, _shape.Outputs), new(1, _shape.Inputs), conjugate: true);

    private Spectra OfInputs(float[] x, int part) => _grid.OfSignals(x, First(part) * _shape.Inputs, Count(part) * _shape.Inputs);

    private int First(int part) => part * _partLength;

    private int Count(int part) => Math.Min(_partLength, _shape.Batch - First(part));
}
