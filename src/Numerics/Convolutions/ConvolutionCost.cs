namespace StreamHost.Numerics.Convolutions;

/// <summary>What a convolution costs on either path, in nanoseconds of one core, by figures measured with <c>bench/Benchmarks</c>.</summary>
internal static class ConvolutionCost
{
    // A row of the signal times a sample of the kernel: a call, and then so many samples a nanosecond.
    private const double RowStart = 6;
    private const double RowSample = 0.035;

    // A point of a transform, for each doubling of its length, and a frequency of a product.
    private const double TransformPoint = 0.12;
    private const double ProductBin = 0.07;

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
            points *= shape.Signal[d] == 1 ? 1 : shape.Signal[d] + Math.Min(shape.Kernel[d], shape.Signal[d]);
        var transforms = (shape.Batch * (double)(shape.Inputs + shape.Outputs)) + shape.Kernels;
        var products = (double)shape.Batch * shape.Kernels;
        return points * ((transforms * TransformPoint * Math.Log2(points + 1)) + (products * ProductBin));
    }
}
