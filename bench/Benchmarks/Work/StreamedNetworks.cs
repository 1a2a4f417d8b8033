using System.Globalization;
using System.Text.Json;
using StreamHost.Core.Packages;
using StreamHost.Plugins.CKConv;
using StreamHost.Training.Networks;

namespace StreamHost.Benchmarks.Work;

/// <summary>Networks that hear, trained at 16 kHz with kernels of a second, as packages. Weights are as at the start of a training.</summary>
internal static class StreamedNetworks
{
    public const string Ckcnn =
        """{ "signal": [16000], "widths": [30, 30], "block": "tcn", "norm": "layer", "readout": "every", "extent": 16000, "hop": HOP, "kernel": { "network": "siren", "weightNorm": true, "omega0": 30 } }""";

    public const string Ccnn =
        """{ "signal": [16000], "stem": 110, "widths": [110, 110, 110, 110], "separable": true, "endNorm": true, "readout": "every", "extent": 16000, "hop": HOP }""";

    public const string Bank =
        """{ "signal": [200], "filterBank": {}, "stem": 64, "widths": [64, 64, 64, 64], "separable": true, "endNorm": true, "readout": "events", "extent": 51 }""";

    /// <summary>The network of presets/train-digits-from-samples.json: kernels of 20 ms, half a second and a second, under windows of a third of them.</summary>
    public const string Samples =
        """{ "signal": [10400], "stem": 24, "widths": [24, 24, 24], "separable": true, "endNorm": true, "fitVariance": true, "readout": "events", "extent": [321, 8001, 16001], "hop": HOP, "mask": { "width": 0.3 }, "kernel": { "omega0": 4 } }""";

    /// <summary>A network as a package.</summary>
    /// <param name="architecture">One of these.</param>
    /// <param name="hop">How much of a stream it takes at a time, in seconds.</param>
    public static ModelPackage Package(string architecture, double hop)
    {
        var network = new CKConvPlugin().CreateNetwork(new NetworkRequest
        {
            Architecture = JsonElement.Parse(architecture.Replace("HOP", hop.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)),
            Features = ["sample"],
            Labels = [.. Enumerable.Range(0, 10).Select(label => $"{label}")],
            SampleRate = 16_000,
            Seed = 1,
        });
        var manifest = new ModelManifest
        {
            Name = "timed",
            Version = 1,
            Plugin = "ckconv",
            Architecture = network.Architecture,
            Labels = [.. Enumerable.Range(0, 10).Select(label => $"{label}")],
            Features = ["sample"],
            SampleRate = 16_000,
            WeightsSha256 = new string('0', 64),
        };
        return new ModelPackage(manifest, network.ExportWeights());
    }
}
