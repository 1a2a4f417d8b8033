using System.CommandLine;
using System.Globalization;
using StreamHost.Core.Models;
using StreamHost.Core.Packages;
using StreamHost.Core.Plugins;
using StreamHost.Engine.Workers;
using StreamHost.Host.Models;

namespace StreamHost.Host.Commands;

/// <summary><c>streamhost bench</c>: how long a package's model takes on this machine.</summary>
internal static class BenchCommand
{
    private static readonly int[] Batches = [1, 16, 64, 256, 1024];
    private static readonly int[] SoundBatches = [1, 16];

    public static Command Make()
    {
        var model = new Argument<string>("model") { Description = "The package: a folder, name, name/version or name@hash." };
        var command = new Command("bench", SharedOptions.WithExamples(
            "Time a package's model on this machine: one thread, batches in turns, medians.",
            "bench machine-activity",
            "bench models/gestures/2 --json")) { model, SharedOptions.Models };
        command.SetAction(parsed =>
        {
            using var plugins = Folders.Plugins();
            var package = Folders.OpenModel(parsed.GetValue(model)!, ".", Folders.Models(parsed.GetValue(SharedOptions.Models)));
            var plugin = plugins.Get(package.Manifest.Plugin, package.Folder);
            var output = new Output(parsed.GetValue(SharedOptions.Json));
            if (package.Manifest.SampleRate is { } trained && plugin is IAudioPlugin hearing)
            {
                RunOnSound(hearing, package, (int)trained, output);
                return ExitStatus.Good;
            }

            using var loaded = plugin.LoadEventModel(package);
            Run(loaded, output);
            return ExitStatus.Good;
        });
        return command;
    }

    /// <summary>What a hop costs at the rate that it was trained at and at those of sound cards, and what part of its time that is.</summary>
    private static void RunOnSound(IAudioPlugin plugin, ModelPackage package, int trained, Output output)
    {
        var models = new[] { trained, 44_100, 48_000 }.Distinct().Select(rate => plugin.LoadAudioModel(package, rate)).ToArray();
        var cases = models.SelectMany(model => SoundBatches.Select(streams => (Model: model, Streams: streams))).ToArray();
        var works = cases.Select(item => MadeUpBatch.OfSound(item.Model, item.Streams)).ToArray();
        var medians = CallTimes.Medians(works);
        var rows = cases.Zip(medians, (item, microseconds) => (
            item.Model.SampleRate, item.Streams, Hop: 1000.0 * item.Model.Hop / item.Model.SampleRate, Microseconds: microseconds,
            Factor: microseconds / 1e6 * item.Model.SampleRate / item.Model.Hop / item.Streams)).ToArray();
        foreach (var row in rows)
            output.Json(new { sampleRate = row.SampleRate, streams = row.Streams, hopMilliseconds = row.Hop, microseconds = row.Microseconds, realTimeFactor = row.Factor });
        output.Table(
            ["rate, Hz", "streams in a batch", "hop, ms", "us a batch", "real-time factor a stream"],
            [.. rows.Select(row => (string[])[
                row.SampleRate.ToString(CultureInfo.InvariantCulture),
                row.Streams.ToString(CultureInfo.InvariantCulture),
                row.Hop.ToString("F2", CultureInfo.InvariantCulture),
                row.Microseconds.ToString("F1", CultureInfo.InvariantCulture),
                row.Factor.ToString("F5", CultureInfo.InvariantCulture)])]);
        Array.ForEach(works, work => work.Dispose());
        Array.ForEach(models, model => model.Dispose());
    }

    private static void Run(IEventModel model, Output output)
    {
        var works = Batches.Select(streams => new MadeUpBatch(model, streams)).ToArray();
        var medians = CallTimes.Medians(works);
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
}
