using System.Text.Json;
using StreamHost.Plugins.CKConv;
using StreamHost.Training.Networks;

namespace StreamHost.Benchmarks.Work;

/// <summary>The authors' smallest network, smnist_100k: 30 channels, 2 blocks, kernels as long as an image, 784 steps.</summary>
internal static class CkcnnModels
{
    public const int Steps = 784;
    public const int Labels = 10;

    private const string Architecture =
        """{ "signal": [784], "widths": [30, 30], "block": "tcn", "norm": "sample", "readout": "last", "dropout": 0.1, "inputDropout": 0.1, "kernel": { "network": "siren", "omega0": 31.09, "weightNorm": true } }""";

    public static INetwork Network() => new CKConvPlugin().CreateNetwork(new NetworkRequest
    {
        Architecture = JsonElement.Parse(Architecture),
        Features = ["pixel"],
        Labels = [.. Enumerable.Range(0, Labels).Select(label => $"{label}")],
        Seed = 1,
    });

    public static SequenceBatch Images(int count)
    {
        var random = new Random(1);
        return new SequenceBatch
        {
            Count = count,
            Time = Steps,
            Values = [.. Enumerable.Range(0, count * Steps).Select(_ => (float)random.NextDouble())],
            Elapsed = new double[count * Steps],
            Lengths = [.. Enumerable.Repeat(Steps, count)],
            Labels = [.. Enumerable.Range(0, count).Select(_ => random.Next(Labels))],
            EveryEvent = false,
        };
    }
}
