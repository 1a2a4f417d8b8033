namespace StreamHost.Numerics.Convolutions;

/// <summary>
/// What a convolution costs on either path, in nanoseconds of one core with vectors of 512 bits: fitted to measurements of both paths
/// over 48 sizes of one to three dimensions; in all but one of them the path chosen takes at most twice the time of the other.
/// </summary>
internal static class ConvolutionCost
{
    // A row of the signal times a sample of the kernel: finding it, and its samples.
    private const double RowStart = 11;
    private const double RowSample = 0.033;

    // A point of a transform, for each doubling of their number: along rows, and with columns, which are gathered.
    private const double RowPoint = 0.12;
    private const double ColumnPoint = 0.55;

    // A point of the grid, in a product of two spectra.
    private const double ProductPoint = 0.07;

    /// <summary>Whether the direct path is cheaper.</summary>
    public static bool IsDirectCheaper(ConvolutionShape shape) => Direct(shape) <= Fourier(shape);

    private static double Direct(ConvolutionShape shape)
    {
        var rows = (double)shape.Batch * shape.Kernels * shape.KernelLength * shape.Signal[0] * shape.Signal[1];
        return rows * (RowStart + (RowSample * shape.Signal[2]));
    }

    private static double Fourier(ConvolutionShape shape)
    {
        var points = 1.0;
        for (var d = 0; d < ConvolutionShape.MostDimensions; d++)
            points *= shape.Signal[d] == 1 ? 1 : SpectralGrid.Size(shape.Signal[d] + Math.Min(shape.Kernel[d], shape.Signal[d]) - 1, isLast: d == ConvolutionShape.MostDimensions - 1);
        var point = shape.Signal[0] * shape.Signal[1] == 1 ? RowPoint : ColumnPoint;
        var transforms = (shape.Batch * (double)(shape.Inputs + shape.Outputs)) + shape.Kernels;
        var products = (double)shape.Batch * shape.Kernels;
        return points * ((transforms * point * Math.Log2(points + 1)) + (products * ProductPoint));
    }
}
