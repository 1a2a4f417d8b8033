using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using StreamHost.Core.Models;
using StreamHost.Engine.Workers;
using StreamHost.Host.Models;

namespace StreamHost.Host.Commands;

/// <summary><c>streamhost bench</c>: how long a package's model takes on this machine.</summary>
internal static class BenchCommand
{
    private const int Rounds = 15;
    private static readonly TimeSpan RoundTime = TimeSpan.FromMilliseconds(10);
    private static readonly int[] Batches = [1, 16, 64, 256, 1024];

    public static Command Make()
    {
        var model = new Argument<string>("model") { Description = "The package: a folder, a name or name/version." };
        var command = new Command("bench", SharedOptions.WithExamples(
            "Time a package's model on this machine: one thread, batches in turns, medians.",
            "bench machine-activity",
            "bench models/gestures/2 --json")) { model, SharedOptions.Models };
        command.SetAction(parsed =>
        {
            using var plugins = Folders.Plugins();
            var package = Folders.OpenModel(parsed.GetValue(model)!, ".", Folders.Models(parsed.GetValue(SharedOptions.Models)));
            using var loaded = plugins.Get(package.Manifest.Plugin, package.Folder).LoadEventModel(package);
            Run(loaded, new Output(parsed.GetValue(SharedOptions.Json)));
            return ExitStatus.Good;
        });
        return command;
    }

    private static void Run(IEventModel model, Output output)
    {
        var works = Batches.Select(streams => WarmedUp(model, streams)).ToArray();
        var times = works.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < works.Length; i++)
                times[i].Add(MicrosecondsPerCall(works[i]));
        }

        var medians = times.Select(list => list.Order().ElementAt(Rounds / 2)).ToArray();
        foreach (var (streams, microseconds) in Batches.Zip(medians))
            output.Json(new { streams, microseconds, microsecondsPerEvent = microseconds / streams });
        output.Table(
            ["streams in a batch", "us a batch", "us an event", "events a second"],
            [.. Batches.Zip(medians, (streams, microseconds) => Row(streams, microseconds))]);
        Array.ForEach(works, work => work.Dispose());
    }

    private static string[] Row(int streams, double microseconds) =>
    [
        streams.ToString(CultureInfo.InvariantCulture),
        microseconds.ToString("F2", CultureInfo.InvariantCulture),
        (microseconds / streams).ToString("F3", CultureInfo.InvariantCulture),
        (streams / microseconds * 1e6).ToString("F0", CultureInfo.InvariantCulture),
    ];

    private static MadeUpBatch WarmedUp(IEventModel model, int streams)
    {
        var batch = new MadeUpBatch(model, streams);
        for (var i = 0; i < 2000; i += streams)
            batch.Process();
        return batch;
    }

    private static double MicrosecondsPerCall(MadeUpBatch batch)
    {
        var start = Stopwatch.GetTimestamp();
        var calls = 0;
        for (; Stopwatch.GetElapsedTime(start) < RoundTime; calls += 16)
        {
            for (var i = 0; i < 16; i++)
                batch.Process();
        }

        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / calls;
    }
}
