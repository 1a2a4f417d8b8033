using System.Diagnostics;
using System.Globalization;
using StreamHost.Benchmarks.Work;
using StreamHost.Core.Models;
using StreamHost.Numerics.Memory;
using StreamHost.Plugins.CKConv;

namespace StreamHost.Benchmarks.Race;

/// <summary>What streaming whole networks costs: seconds of computing for a second of each stream, on one core. Weights are as at the start of a training.</summary>
internal static class NetworkRates
{
    public static void Run(double seconds)
    {
        Console.WriteLine($"{seconds} s of noise a run, the median of 5 runs, one thread; kernels of 1 s.");
        Console.WriteLine();
        Console.WriteLine("| network | rate, Hz | hop | streams | real-time factor a stream | slowest hop | of its time | loaded in |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        Row("CKCNN, 30 channels, 2 blocks", StreamedNetworks.Ckcnn, 16_000, 0.01, [1, 16], seconds);
        Row("CKCNN, 30 channels, 2 blocks", StreamedNetworks.Ckcnn, 48_000, 0.005, [1], seconds);
        Row("CCNN, 110 channels, 4 blocks", StreamedNetworks.Ccnn, 16_000, 0.01, [1, 16], seconds);
        Row("CCNN, 110 channels, 4 blocks", StreamedNetworks.Ccnn, 48_000, 0.005, [1], seconds);
        Row("CCNN, 110 channels, 4 blocks", StreamedNetworks.Ccnn, 48_000, 0.01, [1], seconds);
        Row("filter bank and CCNN, 64 channels", StreamedNetworks.Bank, 16_000, 0.01, [1, 16], seconds);
        Row("filter bank and CCNN, 64 channels", StreamedNetworks.Bank, 48_000, 0.01, [1, 16], seconds);
    }

    private static void Row(string name, string architecture, int rate, double hop, int[] streams, double seconds)
    {
        var package = StreamedNetworks.Package(architecture, hop);
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
}
