using System.Text.Json;
using StreamHost.Plugins.CKConv.Blocks;
using StreamHost.Plugins.CKConv.Convolutions;
using StreamHost.Plugins.CKConv.Kernels;
using StreamHost.Plugins.CKConv.Networks;
using StreamHost.Plugins.CKConv.Norms;
using StreamHost.Plugins.CKConv.Sampling;

namespace StreamHost.Plugins.CKConv.Tests.Parity;

/// <summary>The shapes of the authors' classes, from the configuration of a file and the sizes of its tensors.</summary>
internal static class Shapes
{
    /// <summary>A kernel network, by its class and by the tensors below a prefix.</summary>
    public static KernelOptions Kernel(Fixture fixture, string kind, string prefix)
    {
        var isFilters = fixture.Has($"param.{prefix}filters.0.linear.bias");
        var hidden = fixture.Shape(isFilters ? $"param.{prefix}filters.0.linear.bias" : $"param.{prefix}kernel_net.0.bias")[0];
        var layers = isFilters
            ? Count(fixture, layer => $"param.{prefix}filters.{layer}.linear.bias") - 1
            : Count(fixture, layer => $"param.{prefix}kernel_net.{2 * layer}.bias") + (fixture.Has($"param.{prefix}output_linear.bias") ? 1 : 0);
        return new KernelOptions
        {
            Network = kind switch
            {
                "Sine" or "SIREN" => KernelNetworkKind.Siren,
                "nSIREN" => KernelNetworkKind.SirenPlainBias,
                "ReLU" => KernelNetworkKind.Relu,
                "LeakyReLU" => KernelNetworkKind.LeakyRelu,
                "Swish" => KernelNetworkKind.Swish,
                "RFNet" => KernelNetworkKind.RandomFourier,
                "FourierNet" or "Fourier" => KernelNetworkKind.Fourier,
                "GaborNet" or "Gabor" => KernelNetworkKind.Gabor,
                "MAGNet" => KernelNetworkKind.Magnet,
                _ => throw new InvalidOperationException($"{fixture.Name}: the kernel network \"{kind}\" is not known."),
            },
            Hidden = kind == "RFNet" ? 2 * hidden : hidden,
            Layers = layers,
            LearnOmega0 = fixture.Has($"param.{prefix}kernel_net.0.omega_0"),
            WeightNorm = fixture.Has($"param.{prefix}kernel_net.0.weight_v"),
            Steerable = fixture.Has($"param.{prefix}filters.0.theta"),
        };
    }

    /// <summary>The kernel network of CKCNN.</summary>
    public static KernelOptions Perceptron(JsonElement config, string hidden, string activation, string norm) => new()
    {
        Network = config.GetProperty(activation).GetString() switch
        {
            "Sine" => KernelNetworkKind.Siren,
            "ReLU" => KernelNetworkKind.Relu,
            "LeakyReLU" => KernelNetworkKind.LeakyRelu,
            _ => KernelNetworkKind.Swish,
        },
        Hidden = config.GetProperty(hidden).GetInt32(),
        Omega0 = config.GetProperty("omega_0").GetDouble(),
        WeightNorm = true,
        Norm = (config.TryGetProperty(norm, out var kind) ? kind.GetString() : "") switch
        {
            "BatchNorm" => NormalizationKind.Batch,
            "LayerNorm" => NormalizationKind.Sample,
            _ => NormalizationKind.None,
        },
    };

    /// <summary>CKBlock and CKCNN.</summary>
    public static BlockOptions CkBlock(JsonElement config) => new()
    {
        Kind = BlockKind.Tcn,
        Activation = Activation.Relu,
        Norm = NormalizationKind.Sample,
        Convolution = new ConvolutionOptions
        {
            Kernel = Perceptron(config, "kernelnet_hidden_channels", "kernelnet_activation_function", "kernelnet_norm_type"),
        },
    };

    /// <summary>CKCNN with its readout.</summary>
    public static NetworkOptions Ckcnn(Fixture fixture, JsonElement config) => new()
    {
        Widths = [.. Enumerable.Repeat(config.GetProperty("hidden_channels").GetInt32(), config.GetProperty("num_blocks").GetInt32())],
        Block = CkBlock(config),
        Readout = fixture.Class.StartsWith("CopyMemory", StringComparison.Ordinal) ? Readout.Every : Readout.Last,
    };

    /// <summary>A convolution of the FlexConv repository; kernels reach as far as <paramref name="horizon"/> says.</summary>
    public static ConvolutionOptions FlexConv(Fixture fixture, string prefix, int dimensions, string kind, string horizon, bool hasMask, bool crops) => new()
    {
        Dimensions = dimensions,
        IsCausal = dimensions == 1,
        Extent = KernelExtent.Parse(horizon),
        Kernel = Kernel(fixture, kind, $"{prefix}Kernel."),
        Mask = hasMask ? new MaskOptions { LearnMean = true, Crop = crops, KeepsSampleBelow = false } : null,
    };

    /// <summary>A convolution of the CCNN repository.</summary>
    public static ConvolutionOptions Ccnn(Fixture fixture, string prefix, int dimensions, bool isCausal, bool isSeparable, string size, JsonElement? mask) => new()
    {
        Dimensions = dimensions,
        IsCausal = isCausal,
        IsSeparable = isSeparable,
        Extent = KernelExtent.Parse(size),
        Kernel = Kernel(fixture, fixture.Has($"param.{prefix}Kernel.filters.0.mu") ? "MAGNet" : "SIREN", $"{prefix}Kernel."),
        Mask = mask is { ValueKind: JsonValueKind.Object } options
            ? new MaskOptions { LearnMean = options.GetProperty("learn_mean").GetBoolean(), Crop = options.GetProperty("dynamic_cropping").GetBoolean() }
            : null,
    };

    private static int Count(Fixture fixture, Func<int, string> name) => Enumerable.Range(0, 20).TakeWhile(layer => fixture.Has(name(layer))).Count();
}
