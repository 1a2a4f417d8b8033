using System.Diagnostics;
using System.Globalization;
using StreamHost.Benchmarks.Work;
using StreamHost.Core.Packages;
using StreamHost.Numerics.Threads;
using StreamHost.Plugins.CKConv;

namespace StreamHost.Benchmarks.Race;

/// <summary>
/// How long a package takes until it can hear a device of some rate: its weights read, its kernels sampled and transformed. The first time in a
/// process, which compiles what it runs, and the median of those behind it.
/// </summary>
internal static class RebuildTimes
{
    public static void Run(int times, IReadOnlyList<string> only)
    {
        Console.WriteLine($"Threads: {Shards.Threads}; {times} times each behind the first.");
        Console.WriteLine();
        Console.WriteLine("| network | rate, Hz | the first time, ms | the median, ms | in the program, ms | in the system, ms |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var rate in new[] { 16_000, 11_025, 44_100, 48_000 })
            Row("ckcnn", "CKCNN, 30 channels, 2 blocks", () => StreamedNetworks.Package(StreamedNetworks.Ckcnn, 0.01), rate, times, only);
        foreach (var rate in new[] { 16_000, 11_025, 44_100, 48_000 })
            Row("ccnn", "CCNN, 110 channels, 4 blocks", () => StreamedNetworks.Package(StreamedNetworks.Ccnn, 0.01), rate, times, only);
        foreach (var rate in new[] { 8_000, 44_100, 48_000 })
            Row("shipped", "the shipped spoken-digits", () => new PackageStore("presets/models").Open("spoken-digits"), rate, times, only);
    }

    /// <summary>A row, unless others are asked for: by the network's word, or the word and the rate.</summary>
    private static void Row(string word, string name, Func<ModelPackage> package, int rate, int times, IReadOnlyList<string> only)
    {
        if (only.Count > 0 && !only.Contains(word) && !only.Contains($"{word}-{rate}"))
            return;

        var opened = package();
        var first = Time(opened, rate);
        (double Wall, double Program, double System)[] others = [.. Enumerable.Range(0, times).Select(_ => Time(opened, rate))];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {rate} | {first.Wall:F1} | {Stopwatches.Median(others.Select(time => time.Wall)):F1} | {Stopwatches.Median(others.Select(time => time.Program)):F1} | {Stopwatches.Median(others.Select(time => time.System)):F1} |"));
    }

    /// <summary>Milliseconds by the clock; and of all threads on processors, in the program and in the system, which gives fresh memory.</summary>
    private static (double Wall, double Program, double System) Time(ModelPackage package, int rate)
    {
        var (start, before) = (Stopwatch.GetTimestamp(), Environment.CpuUsage);
        using var model = new CKConvPlugin().LoadAudioModel(package, rate);
        var (wall, after) = (Stopwatch.GetElapsedTime(start).TotalMilliseconds, Environment.CpuUsage);
        return (wall, (after.UserTime - before.UserTime).TotalMilliseconds, (after.PrivilegedTime - before.PrivilegedTime).TotalMilliseconds);
    }
}
