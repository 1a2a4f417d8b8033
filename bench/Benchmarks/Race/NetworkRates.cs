using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using StreamHost.Core.Models;
using StreamHost.Core.Packages;
using StreamHost.Numerics.Memory;
using StreamHost.Plugins.CKConv;
using StreamHost.Training.Networks;

namespace StreamHost.Benchmarks.Race;

/// <summary>What streaming whole networks costs: seconds of computing for a second of each stream, on one core. Weights are as at the start of a training.</summary>
internal static class NetworkRates
{
    private const string Ckcnn =
        """{ "signal": [16000], "widths": [30, 30], "block": "tcn", "norm": "layer", "readout": "every", "extent": 16000, "hop": HOP, "kernel": { "network": "siren", "weightNorm": true, "omega0": 30 } }""";

    private const string Ccnn =
        """{ "signal": [16000], "stem": 110, "widths": [110, 110, 110, 110], "separable": true, "endNorm": true, "readout": "every", "extent": 16000, "hop": HOP }""";

    private const string Bank =
        """{ "signal": [200], "filterBank": {}, "stem": 64, "widths": [64, 64, 64, 64], "separable": true, "endNorm": true, "readout": "events", "extent": 51 }""";

    public static void Run(double seconds)
    {
        Console.WriteLine($"{seconds} s of noise a run, the median of 5 runs, one thread; kernels of 1 s.");
        Console.WriteLine();
        Console.WriteLine("| network | rate, Hz | hop | streams | real-time factor a stream | slowest hop | of its time | loaded in |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        Row("CKCNN, 30 channels, 2 blocks", Ckcnn, 16_000, 0.01, [1, 16], seconds);
        Row("CKCNN, 30 channels, 2 blocks", Ckcnn, 48_000, 0.005, [1], seconds);
        Row("CCNN, 110 channels, 4 blocks", Ccnn, 16_000, 0.01, [1, 16], seconds);
        Row("CCNN, 110 channels, 4 blocks", Ccnn, 48_000, 0.005, [1], seconds);
        Row("CCNN, 110 channels, 4 blocks", Ccnn, 48_000, 0.01, [1], seconds);
        Row("filter bank and CCNN, 64 channels", Bank, 16_000, 0.01, [1, 16], seconds);
        Row("filter bank and CCNN, 64 channels", Bank, 48_000, 0.01, [1, 16], seconds);
    }

    private static void Row(string name, string architecture, int rate, double hop, int[] streams, double seconds)
    {
        var package = Package(architecture.Replace("HOP", hop.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        var start = Stopwatch.GetTimestamp();
        using var model = new CKConvPlugin().LoadAudioModel(package, rate);
        var loaded = Stopwatch.GetElapsedTime(start).TotalSeconds;
        foreach (var count in streams)
        {
            var (factors, slowest) = (new List<double>(), new List<double>());
            for (var run = 0; run < 6; run++)
            {
                var (factor, worst) = Time(model, count, seconds);
                if (run == 0)
                    continue;
                factors.Add(factor);
                slowest.Add(worst);
            }

            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {rate} | {1000.0 * model.Hop / rate:F1} ms | {count} | {Stopwatches.Median(factors):F4} | {Stopwatches.Median(slowest):F2} ms | {Stopwatches.Median(slowest) * rate / model.Hop / 10:F0} % | {loaded:F2} s |"));
        }
    }

    private static (double Factor, double Worst) Time(IAudioModel model, int streams, double seconds)
    {
        using var states = new AlignedMemory(streams * model.StateLength);
        using var scratch = new AlignedMemory(model.ScratchLength(streams));
        var random = new Random(1);
        var samples = new float[streams * model.Hop];
        foreach (ref var value in samples.AsSpan())
            value = (float)random.NextDouble() - 0.5f;
        var (scores, rows) = (new float[streams * model.Identity.Labels.Count], Enumerable.Range(0, streams).ToArray());
        var (hops, worst) = ((int)(seconds * model.SampleRate / model.Hop), 0.0);
        var start = Stopwatch.GetTimestamp();
        for (var hop = 0; hop < hops; hop++)
        {
            var begin = Stopwatch.GetTimestamp();
            model.Process(new AudioBatch { Count = streams, Samples = samples, States = states.Span, Rows = rows, Scores = scores, Scratch = scratch.Span });
            worst = Math.Max(worst, Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }

        return (Stopwatch.GetElapsedTime(start).TotalSeconds * model.SampleRate / ((double)hops * model.Hop * streams), worst);
    }

    private static ModelPackage Package(string architecture)
    {
        var network = new CKConvPlugin().CreateNetwork(new NetworkRequest
        {
            Architecture = JsonElement.Parse(architecture),
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
