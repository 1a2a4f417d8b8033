using System.Text.Json;
using StreamHost.Core.Packages;
using StreamHost.Plugins.CfC;
using StreamHost.Training.Networks;

namespace StreamHost.Benchmarks.Work;

/// <summary>The network that every CfC figure is measured on: 8 inputs, 32 units, one backbone layer of 64, 10 labels.</summary>
internal static class CfCModels
{
    public const int Inputs = 8;
    public const int Labels = 10;

    private const string Architecture =
        """{ "units": 32, "backbone": { "layers": 1, "units": 64, "activation": "lecunTanh" }, "missing": "hold" }""";

    public static INetwork Network() => new CfCPlugin().CreateNetwork(new NetworkRequest
    {
        Architecture = JsonElement.Parse(Architecture),
        Features = Names("x", Inputs),
        Labels = Names("label", Labels),
        Seed = 1,
    });

    public static ModelPackage Package()
    {
        var network = Network();
        var manifest = new ModelManifest
        {
            Name = "benchmark",
            Version = 1,
            Plugin = "cfc",
            Architecture = network.Architecture,
            Features = Names("x", Inputs),
            Labels = Names("label", Labels),
            WeightsSha256 = new string('0', 64),
        };
        return new ModelPackage(manifest, network.ExportWeights());
    }

    private static string[] Names(string prefix, int count) => [.. Enumerable.Range(0, count).Select(i => prefix + i)];
}
