using System.Globalization;
using StreamHost.Core;
using StreamHost.Engine.Accounts;
using StreamHost.Engine.Sinks;
using StreamHost.Host.Models;
using StreamHost.Host.Presets;
using StreamHost.Host.Sinks;
using StreamHost.Host.Sinks.Csv;
using StreamHost.Host.Sinks.Jsonl;

namespace StreamHost.Host.Commands;

/// <summary>Runs a preset: opens what it names, lets the events through, and gives the account at the end.</summary>
internal static class PipelineRun
{
    /// <param name="preset">What to run.</param>
    /// <param name="folder">The folder that its paths start from.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="models">The model folder, or null for the default.</param>
    /// <param name="seconds">Most seconds to run, or null.</param>
    /// <param name="output">Where people and programs read.</param>
    public static async Task<int> RunAsync(Preset preset, string folder, string name, string? models, double? seconds, Output output)
    {
        using var interruption = new Interruption();
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(interruption.Token);
        using var plugins = Folders.Plugins();
        var package = Folders.OpenModel(preset.Model, folder, Folders.Models(models));
        var sinks = new List<IClassificationSink>();
        await using var opened = await OpenedRun.OpenAsync(preset, folder, package, plugins.Get(package.Manifest.Plugin, package.Folder), sinks).ConfigureAwait(false);
        try
        {
            var pipeline = opened.Pipeline;
            var context = new SinkContext(folder, preset.Source.File, preset.Title ?? name, package.Identity, pipeline.Counters, output);
            foreach (var options in preset.Sinks)
                sinks.Add(options.Open(context));
            if (seconds is { } limit)
                stopping.CancelAfter(TimeSpan.FromSeconds(limit));
            var report = await pipeline.RunAsync(stopping.Token).ConfigureAwait(false);
            await CloseAsync(sinks).ConfigureAwait(false);
            WriteAccount(report, output, HasStandardOutput(preset));
            return Status(report, interruption.IsRequested);
        }
        finally
        {
            await CloseAsync(sinks).ConfigureAwait(false);
        }
    }

    private static int Status(PipelineReport report, bool isInterrupted)
    {
        if (report.Failure is { } failure)
        {
            Output.Mistake(failure.Message);
            return failure is InputException ? ExitStatus.WrongInput : ExitStatus.Failed;
        }

        return isInterrupted ? ExitStatus.Interrupted : ExitStatus.Good;
    }

    private static async Task CloseAsync(List<IClassificationSink> sinks)
    {
        foreach (var sink in sinks.ToArray())
        {
            sinks.Remove(sink);
            await sink.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Whether a sink has standard output to itself; the account then goes to standard error.</summary>
    private static bool HasStandardOutput(Preset preset) => preset.Sinks.Any(sink => sink is JsonlOptions { Path: "-" } or CsvOptions { Path: "-" });

    private static void WriteAccount(PipelineReport report, Output output, bool hasStandardOutput)
    {
        var counters = report.Counters;
        var dropped = Enum.GetValues<DropReason>().Where(reason => counters.DroppedFor(reason) > 0)
            .ToDictionary(reason => reason.ToString(), counters.DroppedFor);
        var skipped = counters.Skipped();
        var latency = counters.Latency.All;
        if (output.IsJson)
        {
            output.Json(new
            {
                account = new
                {
                    @in = counters.In,
                    counters.Classified,
                    dropped,
                    counters.InFlight,
                    skipped,
                    seconds = report.Duration.TotalSeconds,
                    latencyMicroseconds = new { p50 = latency.Percentile(0.5) / 1e3, p99 = latency.Percentile(0.99) / 1e3, worst = latency.Worst / 1e3 },
                },
            });
            return;
        }

        Action<string> say = hasStandardOutput ? Output.Note : output.Line;
        say(string.Create(
            CultureInfo.InvariantCulture,
            $"{counters.In} in = {counters.Classified} classified + {counters.Dropped} dropped{Reasons(dropped)} + {counters.InFlight} in flight"
            + $"; {report.Duration.TotalSeconds:F1} s, latency p50 {latency.Percentile(0.5) / 1e6:F2} ms, p99 {latency.Percentile(0.99) / 1e6:F2} ms, worst {latency.Worst / 1e6:F2} ms"));
        if (skipped.Count > 0)
            say($"skipped before they were events: {string.Join(", ", skipped.Select(pair => $"{pair.Value} ({pair.Key})"))}");
    }

    private static string Reasons(IEnumerable<KeyValuePair<string, long>> counts)
    {
        var text = string.Join(", ", counts.Select(pair => $"{pair.Key} {pair.Value}"));
        return text.Length > 0 ? $" ({text})" : "";
    }
}
