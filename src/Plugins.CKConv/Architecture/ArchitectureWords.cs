using StreamHost.Core.Json;
using StreamHost.Plugins.CKConv.Blocks;
using StreamHost.Plugins.CKConv.Kernels;
using StreamHost.Plugins.CKConv.Networks;
using StreamHost.Plugins.CKConv.Norms;

namespace StreamHost.Plugins.CKConv.Architecture;

/// <summary>The words of an architecture's JSON.</summary>
internal static class ArchitectureWords
{
    public static readonly Words<KernelNetworkKind> Kernels = new(
        ("siren", KernelNetworkKind.Siren),
        ("sirenPlainBias", KernelNetworkKind.SirenPlainBias),
        ("relu", KernelNetworkKind.Relu),
        ("leakyRelu", KernelNetworkKind.LeakyRelu),
        ("swish", KernelNetworkKind.Swish),
        ("randomFourier", KernelNetworkKind.RandomFourier),
        ("fourier", KernelNetworkKind.Fourier),
        ("gabor", KernelNetworkKind.Gabor),
        ("magnet", KernelNetworkKind.Magnet));

    public static readonly Words<NormalizationKind> Norms = new(
        ("none", NormalizationKind.None), ("layer", NormalizationKind.Layer), ("batch", NormalizationKind.Batch), ("sample", NormalizationKind.Sample));

    public static readonly Words<BlockKind> Blocks = new(
        ("tcn", BlockKind.Tcn),
        ("resnet", BlockKind.Resnet),
        ("preactivation", BlockKind.Preactivation),
        ("s4", BlockKind.S4),
        ("s4PostNorm", BlockKind.S4PostNorm));

    public static readonly Words<Activation> Activations = new(("relu", Activation.Relu), ("gelu", Activation.Gelu));

    public static readonly Words<Readout> Readouts = new(("last", Readout.Last), ("mean", Readout.Mean), ("every", Readout.Every), ("events", Readout.Events));
}
