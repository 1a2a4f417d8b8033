using System.Diagnostics;
using System.Globalization;
using StreamHost.Numerics.Memory;
using StreamHost.Numerics.Streaming;

namespace StreamHost.Benchmarks.Race;

/// <summary>What streaming convolutions cost: seconds of computing for a second of signal, on one core.</summary>
internal static class StreamingRates
{
    public static void Run(double seconds)
    {
        Console.WriteLine($"{seconds} s of noise, the median of 5 runs, one thread.");
        Console.WriteLine();
        Console.WriteLine("| layer | rate, Hz | kernel, s | block | real-time factor | slowest block | of its time |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        Row("dense, 30 x 30", 30, 16_000, 1, 160, isDepthwise: false, seconds);
        Row("dense, 30 x 30", 30, 16_000, 1, 256, isDepthwise: false, seconds);
        Row("dense, 30 x 30", 30, 48_000, 1, 240, isDepthwise: false, seconds);
        Row("dense, 30 x 30", 30, 48_000, 1, 256, isDepthwise: false, seconds);
        Row("depthwise, 128", 128, 16_000, 1, 256, isDepthwise: true, seconds);
        Row("depthwise, 128", 128, 48_000, 1, 256, isDepthwise: true, seconds);
        foreach (var length in new[] { 0.1, 0.3, 1, 3, 10 })
            Row("depthwise, 32", 32, 16_000, length, 256, isDepthwise: true, seconds);
    }

    private static void Row(string name, int channels, int rate, double length, int block, bool isDepthwise, double seconds)
    {
        var random = new Random(1);
        var kernel = new float[(isDepthwise ? channels : channels * channels) * (int)(rate * length)];
        foreach (ref var value in kernel.AsSpan())
            value = (float)random.NextDouble() - 0.5f;
        using var convolution = new StreamingConvolution(kernel, [], channels, channels, block, isDepthwise);
        using var state = new AlignedMemory(convolution.StateLength);
        var (x, y, scratch) = (new float[channels * block], new float[channels * block], new float[convolution.ScratchLength]);
        foreach (ref var value in x.AsSpan())
            value = (float)random.NextDouble() - 0.5f;

        var (factors, slowest) = (new List<double>(), new List<double>());
        for (var run = 0; run < 6; run++)
        {
            var (factor, worst) = Time();
            if (run == 0)
                continue;
            factors.Add(factor);
            slowest.Add(worst);
        }

        var ofBlock = 1000.0 * block / rate;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {rate} | {length} | {block} | {Stopwatches.Median(factors):F4} | {Stopwatches.Median(slowest):F2} ms | {100 * Stopwatches.Median(slowest) / ofBlock:F0} % |"));

        (double Factor, double Worst) Time()
        {
            var (hops, worst) = ((int)(seconds * rate / block), 0.0);
            var start = Stopwatch.GetTimestamp();
            for (var hop = 0; hop < hops; hop++)
            {
                var begin = Stopwatch.GetTimestamp();
                convolution.Process(x, y, state.Span, scratch);
                worst = Math.Max(worst, Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
            }

            return (Stopwatch.GetElapsedTime(start).TotalSeconds * rate / ((double)hops * block), worst);
        }
    }
}
