using System.Text.Json;
using StreamHost.Core.Packages;
using StreamHost.Training.Networks;

namespace StreamHost.Plugins.CfC.Tests;

/// <summary>Small networks to test with: two features, three labels.</summary>
internal static class Models
{
    /// <summary>One architecture of each kind; what holds for a network holds for all of these.</summary>
    public static readonly string[] Architectures =
    [
        """{"units":5,"backbone":{"units":6}}""",
        """{"units":5,"backbone":{"units":6,"layers":3,"activation":"gelu"},"mode":"noGate","mixedMemory":true,"projection":4}""",
        """{"units":5,"backbone":{"layers":0},"mode":"pure","missing":"zero"}""",
        """{"units":12,"wiring":{"type":"autoncp"},"readout":"none"}""",
        """{"units":6,"wiring":{"type":"random","sparsity":0.5},"mode":"pure","missing":"hold"}""",
        """{"wiring":{"type":"ncp","inter":4,"command":3,"motor":2,"sensoryFanout":2,"interFanout":2,"recurrentCommand":2,"motorFanin":2},"mixedMemory":true}""",
        """{"cell":"ltc","units":5}""",
        """{"cell":"ltc","units":10,"wiring":{"type":"autoncp"},"ltc":{"implicitConstraints":false,"unfolds":2},"mixedMemory":true}""",
    ];

    public static readonly string[] Labels = ["idle", "busy", "away"];

    public static readonly string[] Features = ["cpu", "disk"];

    public static INetwork Create(string architecture, ulong seed = 1) => new CfCPlugin().CreateNetwork(new NetworkRequest
    {
        Architecture = JsonElement.Parse(architecture),
        Features = Features,
        Labels = Labels,
        Normalization = new Normalization([1, -1], [2, 0.5f]),
        TimeUnit = 0.5,
        Seed = seed,
    });

    public static ModelPackage Package(INetwork network) => new(
        new ModelManifest
        {
            Name = "small",
            Version = 1,
            Plugin = "cfc",
            Architecture = network.Architecture,
            Labels = Labels,
            Features = Features,
            Normalization = new Normalization([1, -1], [2, 0.5f]),
            TimeUnit = 0.5,
            WeightsSha256 = "",
        },
        network.ExportWeights());

    /// <summary>Two sequences, of four events and of two, with a missing value, an equal timestamp and a long silence.</summary>
    public static SequenceBatch Batch(bool everyEvent, float padding = 0) => new()
    {
        Count = 2,
        Time = 4,
        Values = [1, -1, 2, float.NaN, 0.5f, 3, -2, -0.25f, 4, 0, float.NaN, 1, padding, padding, padding, padding],
        Elapsed = [double.NaN, 0, 1e9, 0.25, double.NaN, 0.75, padding, padding],
        Lengths = [4, 2],
        Labels = everyEvent ? [0, 1, 2, 0, 1, 1, -1, -1] : [0, 1],
        EveryEvent = everyEvent,
    };
}
