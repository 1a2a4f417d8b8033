namespace StreamHost.Numerics.Convolutions;

/// <summary>Which arithmetic a convolution uses; the results differ by rounding alone.</summary>
public enum ConvolutionPath
{
    /// <summary>The one that is cheaper for the sizes.</summary>
    Cheaper,

    /// <summary>Sample by sample of the kernel: kernel times signal operations.</summary>
    Direct,

    /// <summary>By the convolution theorem.</summary>
    Fourier,
}
