using StreamHost.Plugins.CKConv.Norms;

namespace StreamHost.Plugins.CKConv.Kernels;

/// <summary>The shape of a kernel network.</summary>
internal sealed record KernelOptions
{
    /// <summary>The kind of network; default <c>magnet</c>.</summary>
    public KernelNetworkKind Network { get; init; } = KernelNetworkKind.Magnet;

    /// <summary>Hidden units of a layer, 1 to 4096; default 32.</summary>
    public int Hidden { get; init; } = 32;

    /// <summary>Layers, 2 to 16, of a filter network the products; default 3.</summary>
    public int Layers { get; init; } = 3;

    /// <summary>How fast the kernel may oscillate, above 0 to 1e5; default 30.</summary>
    public double Omega0 { get; init; } = 30;

    /// <summary>Whether omega_0 is learnt, a value for each layer; default false.</summary>
    public bool LearnOmega0 { get; init; }

    /// <summary>Whether weights are learnt as direction and length; default false.</summary>
    public bool WeightNorm { get; init; }

    /// <summary>Whether that holds for the last layer too; default true.</summary>
    public bool NormalizesOutput { get; init; } = true;

    /// <summary>Whether the windows of a two-dimensional MAGNet can turn; default false.</summary>
    public bool Steerable { get; init; }

    /// <summary>The normalisation between the layers of a perceptron; default none.</summary>
    public NormalizationKind Norm { get; init; } = NormalizationKind.None;
}
