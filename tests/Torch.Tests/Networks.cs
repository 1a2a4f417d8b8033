using System.Text.Json;
using StreamHost.Core.Packages;
using StreamHost.Plugins.CfC;
using StreamHost.Plugins.CKConv;
using StreamHost.Training.Networks;

namespace StreamHost.Torch.Tests;

/// <summary>Networks to load and to train: two features unless others are named, three labels.</summary>
internal static class Networks
{
    public static readonly string[] Architectures =
    [
        """{"units":64,"backbone":{"units":128},"mixedMemory":true,"projection":4}""",
        """{"units":64,"wiring":{"type":"random","sparsity":0.5},"mode":"pure","missing":"hold"}""",
        """{"cell":"ltc","units":32}""",
    ];

    private static readonly string[] Labels = ["idle", "busy", "away"];
    private static readonly string[] TwoFeatures = ["cpu", "disk"];

    public static INetwork Create(string architecture, params string[] features) => new CfCPlugin().CreateNetwork(new NetworkRequest
    {
        Architecture = JsonElement.Parse(architecture),
        Features = Named(features),
        Labels = Labels,
        TimeUnit = 0.5,
        Seed = 1,
    });

    public static ModelPackage Package(string architecture, params string[] features)
    {
        var network = Create(architecture, features);
        return new ModelPackage(
            new ModelManifest
            {
                Name = "small",
                Version = 1,
                Plugin = "cfc",
                Architecture = network.Architecture,
                Labels = Labels,
                Features = Named(features),
                TimeUnit = 0.5,
                WeightsSha256 = "",
            },
            network.ExportWeights());
    }

    /// <summary>A network that hears, with kernels long enough for spectra.</summary>
    public static ModelPackage Sound()
    {
        var network = new CKConvPlugin().CreateNetwork(new NetworkRequest
        {
            Architecture = JsonElement.Parse("""{ "signal": [400], "widths": [5, 7], "block": "tcn", "norm": "layer", "readout": "every", "extent": 300, "kernel": { "hidden": 8, "omega0": 5 } }"""),
            Features = ["sample"],
            Labels = Labels,
            SampleRate = 3200,
            Seed = 1,
        });
        return new ModelPackage(
            new ModelManifest
            {
                Name = "heard",
                Version = 1,
                Plugin = "ckconv",
                Architecture = network.Architecture,
                Labels = Labels,
                Features = ["sample"],
                SampleRate = 3200,
                WeightsSha256 = "",
            },
            network.ExportWeights());
    }

    /// <summary>Two sequences of three events, each with a label.</summary>
    public static SequenceBatch Batch() => new()
    {
        Count = 2,
        Time = 3,
        Values = [1, -1, 2, 0, 0.5f, 3, -2, -0.25f, 4, 0, 1, 1],
        Elapsed = [double.NaN, 0, 2, double.NaN, 0.75, 1],
        Lengths = [3, 3],
        Labels = [0, 1, 2, 0, 1, 1],
        EveryEvent = true,
    };

    private static string[] Named(string[] features) => features.Length > 0 ? features : TwoFeatures;
}
