namespace StreamHost.Numerics.Convolutions;

/// <summary>
/// Convolution by the convolution theorem: spectra, a small complex matrix product for every frequency, and back. Its
/// operations grow with the logarithm of the kernel's length. A batch is gone through in parts, so that what lies between
/// a part's steps stays in the cache.
/// </summary>
/// <param name="shape">The sizes.</param>
internal sealed class FourierConvolution(ConvolutionShape shape)
{
    /// <summary>Floats that a part's spectra, those that enter and those that come out, may hold.</summary>
    private const long PartFloats = 1_600_000;

    private readonly SpectralGrid _grid = new(shape);

    /// <summary>The parts of the batch.</summary>
    public int Parts => (shape.Batch + PartLength - 1) / PartLength;

    private int PartLength { get; } = int.Parse(Environment.GetEnvironmentVariable("PART") ?? "16");

    /// <summary>The spectra of the kernels.</summary>
    public Spectra OfKernels(float[] weight) => _grid.OfKernels(weight, shape.Kernels);

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
            var product = shape.IsDepthwise
                ? new SpectralProduct(count, 1, 1, new(shape.Inputs, 0), default, conjugate: false, groups: shape.Inputs)
                : new SpectralProduct(count, shape.Outputs, shape.Inputs, new(shape.Inputs, 1), new(shape.Inputs, 1), conjugate: false);
            var spectra = OfInputs(x, part);
            using (var ofY = product.Multiply(spectra, weight))
                _grid.ToSignals(ofY, y, First(part) * shape.Outputs, isAdded: false, bias);
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
        var ofDw = dw is null ? null : new Spectra(shape.Kernels, _grid.Blocks);
        for (var part = 0; part < Parts; part++)
        {
            using var spectra = _grid.OfSignals(dy, First(part) * shape.Outputs, Count(part) * shape.Outputs);
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
        var product = shape.IsDepthwise
            ? new SpectralProduct(Count(part), 1, 1, new(shape.Inputs, 0), default, conjugate: true, groups: shape.Inputs)
            : new SpectralProduct(Count(part), shape.Inputs, shape.Outputs, new(shape.Outputs, 1), new(1, shape.Inputs), conjugate: true);
        using var ofDx = product.Multiply(dy, weight);
        _grid.ToSignals(ofDx, dx, First(part) * shape.Inputs, isAdded: !isNew);
    }

    private SpectralProduct WeightProduct(int count) => shape.IsDepthwise
        ? new SpectralProduct(1, 1, count, new(0, shape.Inputs), new(0, shape.Inputs), conjugate: true, groups: shape.Inputs)
        : new SpectralProduct(shape.Outputs, shape.Inputs, count, new(1, shape.Outputs), new(1, shape.Inputs), conjugate: true);

    private Spectra OfInputs(float[] x, int part) => _grid.OfSignals(x, First(part) * shape.Inputs, Count(part) * shape.Inputs);

    private int First(int part) => part * PartLength;

    private int Count(int part) => Math.Min(PartLength, shape.Batch - First(part));
}
