using StreamHost.Plugins.CKConv.Kernels;
using StreamHost.Plugins.CKConv.Sampling;

namespace StreamHost.Plugins.CKConv.Convolutions;

/// <summary>The shape of a convolution with a continuous kernel.</summary>
internal sealed record ConvolutionOptions
{
    /// <summary>Dimensions of the signal, 1 to 3; default 1.</summary>
    public int Dimensions { get; init; } = 1;

    /// <summary>Whether an output sees only what came before it; only with one dimension; default true.</summary>
    public bool IsCausal { get; init; } = true;

    /// <summary>Whether each channel has a kernel of its own and a linear layer mixes them behind; default false.</summary>
    public bool IsSeparable { get; init; }

    /// <summary>Samples of the kernel; default as many as the signal.</summary>
    public KernelExtent Extent { get; init; } = KernelExtent.Same;

    /// <summary>The network that gives the kernel.</summary>
    public KernelOptions Kernel { get; init; } = new();

    /// <summary>The window over it, or null for none.</summary>
    public MaskOptions? Mask { get; init; }

    /// <summary>Whether the kernel's variance is fitted to the number of its samples (Chang et al., 2020); default false.</summary>
    public bool FitsVariance { get; init; }
}
