namespace StreamHost.Numerics.Convolutions;

/// <summary>
/// What a convolution costs on either path, in nanoseconds of one core with vectors of 512 bits: fitted to measurements of both paths over
/// 24 sizes of one to three dimensions, in all of which it chooses the faster.
/// </summary>
internal static class ConvolutionCost
{
    // A row of the signal times a sample of the kernel: finding it, and its samples.
    private const double RowStart = 11;
    private const double RowSample = 0.055;

    // A point of a transform: bringing it there and back, and each doubling of their number.
    private const double Point = 0.4;
    private const double PointDoubling = 0.025;

    // A point of the grid, in a product of two spectra.
    private const double ProductPoint = 0.04;

    // Signals are transformed so many at a time.
    private const double Lanes = 16;

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
        var transforms = Whole(shape.Batch * (double)shape.Inputs) + Whole(shape.Batch * (double)shape.Outputs) + Whole(shape.Kernels);
        var products = (double)shape.Batch * shape.Kernels;
        return points * ((transforms * (Point + (PointDoubling * Math.Log2(points + 1)))) + (products * ProductPoint));
    }

    private static double Whole(double signals) => Lanes * Math.Ceiling(signals / Lanes);
}
