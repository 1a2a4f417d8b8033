using StreamHost.Plugins.CKConv.Convolutions;
using StreamHost.Plugins.CKConv.Norms;

namespace StreamHost.Plugins.CKConv.Blocks;

/// <summary>The shape of a residual block.</summary>
internal sealed record BlockOptions
{
    /// <summary>What stands where.</summary>
    public BlockKind Kind { get; init; } = BlockKind.S4;

    /// <summary>Its convolutions.</summary>
    public ConvolutionOptions Convolution { get; init; } = new();

    /// <summary>Its normalisations.</summary>
    public NormalizationKind Norm { get; init; } = NormalizationKind.Batch;

    /// <summary>Its activations.</summary>
    public Activation Activation { get; init; } = Activation.Gelu;

    /// <summary>The share of values that are dropped while training, 0 to below 1; default 0.</summary>
    public double Dropout { get; init; }
}
