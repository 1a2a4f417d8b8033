using StreamHost.Plugins.CKConv.Weights;

namespace StreamHost.Plugins.CKConv.Kernels;

/// <summary>Makes kernel networks.</summary>
internal static class KernelNetworks
{
    /// <summary>The network that the options ask for.</summary>
    /// <param name="scope">Holds its tensors.</param>
    /// <param name="dimensions">Of a position, 1 to 3.</param>
    /// <param name="options">Its shape.</param>
    /// <param name="outputs">Kernels that come out.</param>
    /// <param name="spread">How far windows stand from their middle at first.</param>
    /// <param name="isCausal">Whether kernels end at the newest sample.</param>
    public static IKernelNetwork Make(ParameterScope scope, int dimensions, KernelOptions options, int outputs, double spread, bool isCausal) => options.Network switch
    {
        KernelNetworkKind.Siren when options is { WeightNorm: true, Layers: 3, LearnOmega0: false } => new PerceptronNetwork(scope, dimensions, options, outputs),
        KernelNetworkKind.Siren or KernelNetworkKind.SirenPlainBias => new SineNetwork(scope, dimensions, options, outputs),
        KernelNetworkKind.Relu or KernelNetworkKind.LeakyRelu or KernelNetworkKind.Swish => new PerceptronNetwork(scope, dimensions, options, outputs),
        KernelNetworkKind.RandomFourier => new RandomFourierNetwork(scope, dimensions, options, outputs),
        _ => new FilterNetwork(scope, dimensions, options, outputs, spread, isCausal),
    };
}
