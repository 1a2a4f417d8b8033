using StreamHost.Core;
using StreamHost.Engine.Accounts;
using StreamHost.Engine.Serving;
using StreamHost.Engine.Sinks;
using StreamHost.Host.Control;
using StreamHost.Host.Models;
using StreamHost.Host.Presets;
using StreamHost.Host.Serving;
using StreamHost.Host.Sinks;
using StreamHost.Host.Sinks.Csv;
using StreamHost.Host.Sinks.Jsonl;
using StreamHost.Host.Sources;
using StreamHost.Host.Sources.Live;

namespace StreamHost.Host.Commands;

/// <summary>Runs a preset: opens what it names, lets the events through, and gives the account at the end.</summary>
internal static class PipelineRun
{
    /// <param name="preset">What to run.</param>
    /// <param name="folder">The folder that its paths start from.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="models">The model folder, or null for the default.</param>
    /// <param name="seconds">Most seconds to run, or null.</param>
    /// <param name="record">The folder to record live sound into, or null.</param>
    /// <param name="output">Where people and programs read.</param>
    public static async Task<int> RunAsync(Preset preset, string folder, string name, string? models, double? seconds, string? record, Output output)
    {
        using var interruption = new Interruption();
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(interruption.Token);
        var chosen = ChosenModel.Open(preset.Model, folder, models);
        var isWatched = chosen.IsWatched(preset);
        var log = new ServingLog(output, new RolledBackVersions(chosen.Store.Root, TimeProvider.System));
        using var plugins = Folders.Plugins(log.Unloaded);
        log.Begin(chosen.Package.Manifest.Name, chosen.Package.Manifest.Version);
        var sinks = new List<IClassificationSink>();
        if (seconds is { } limit)
            stopping.CancelAfter(TimeSpan.FromSeconds(limit));
        try
        {
            var device = StreamingDevice.Open(preset, output);
            var source = new SourceContext(folder, Features: null, stopping.Token) { Tell = output.Tell };
            await using var opened = await OpenedRun.OpenAsync(preset, source, chosen.Package, new Editions(plugins).Build, device, log.Take, sinks, record).ConfigureAwait(false);
            var context = new SinkContext(folder, preset.Source.File, preset.Title ?? name, chosen.Package.Identity, opened.Counters, output);
            foreach (var options in preset.Sinks)
                sinks.Add(options.Open(context));
            var served = new Served(opened.Model);
            await using var follower = isWatched ? Follow(chosen, served, log) : null;
            await using var builds = preset.Source.IsLive ? new BuildFollower(plugins, opened.Model, log.Rebuild, log.Refuse) : null;
            await using var control = Listen(new ControlDesk(Describe(preset, name, isWatched), served, chosen.Store, preset.Serving.Trial));
            using var priority = opened.Live is null ? null : new LivePriority();
            var report = await opened.RunAsync(stopping.Token).ConfigureAwait(false);
            await CloseAsync(sinks).ConfigureAwait(false);
            RunAccount.Write(report, device.Name, opened.Live, priority?.Granted, output, HasStandardOutput(preset));
            return Status(report, interruption.IsRequested);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            Output.Note(LiveSoundSource.NoDevice);
            return interruption.IsRequested ? ExitStatus.Interrupted : ExitStatus.Good;
        }
        finally
        {
            await CloseAsync(sinks).ConfigureAwait(false);
        }
    }

    private static VersionFollower Follow(ChosenModel chosen, Served served, ServingLog log)
    {
        var manifest = chosen.Package.Manifest;
        var watch = new PackageWatch(
            chosen.Store, manifest.Name, manifest.Version, (version, reason) => log.Refuse($"{manifest.Name}/{version}", reason), TimeProvider.System);
        return new VersionFollower(watch, served, log.Refuse);
    }

    /// <summary>Lets the verbs speak to the run. One that can't be spoken to is still a run.</summary>
    private static ControlServer? Listen(ControlDesk desk)
    {
        try
        {
            return new ControlServer(desk, ControlFolder.Open());
        }
        catch (InputException exception)
        {
            Output.Note($"load, promote, rollback, unload and status do not reach this run: {exception.Message}");
            return null;
        }
    }

    private static RunDescription Describe(Preset preset, string name, bool isWatched)
    {
        var file = Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(name));
        return new RunDescription(file.Length > 0 ? file : "run", name, preset.Model, isWatched);
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
}
