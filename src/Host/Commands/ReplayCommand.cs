using System.CommandLine;
using StreamHost.Core;
using StreamHost.Host.Presets;
using StreamHost.Host.Sinks;
using StreamHost.Host.Sinks.Screen;
using StreamHost.Host.Sources.Replay;

namespace StreamHost.Host.Commands;

/// <summary><c>streamhost replay</c>: a log, a sound or a recording through a model, without a preset.</summary>
internal static class ReplayCommand
{
    public static Command Make()
    {
        var log = new Argument<string?>("log") { Description = "The log, .csv or .jsonl, the sound, or the folder of a recording of sound (or --input).", Arity = ArgumentArity.ZeroOrOne };
        var model = new Option<string>("--model", "-m") { Description = "The package: a folder, name, name/version or name@hash.", Required = true };
        var options = new PipelineOptionSet();
        var command = new Command("replay", SharedOptions.WithExamples(
            "Run a recorded log or sound through a model.",
            "replay recording.csv --model machine-activity",
            "replay recording.csv --model models/machine-activity/2 --speed max --output -")) { log, model };
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(log) ?? parsed.GetValue(options.Input)
                ?? throw new InputException("replay", "no log is named", "give one: streamhost replay recording.csv --model NAME");
            var output = new Output(parsed.GetValue(SharedOptions.Json));
            SinkOptions sink = options.OutputSink(parsed) ?? new ScreenOptions();
            var preset = Change(new Preset
            {
                Title = Path.GetFileName(path),
                Source = new ReplayOptions { Path = path },
                Model = parsed.GetValue(model)!,
                Sinks = [sink],
            }, [.. options.Changes(parsed).Where(change => parsed.GetValue(log) is null || !change.StartsWith("source.path", StringComparison.Ordinal))]);
            return PipelineRun.RunAsync(preset, ".", path, parsed.GetValue(SharedOptions.Models), parsed.GetValue(options.Duration), parsed.GetValue(options.Record), output);
        });
        return command;
    }

    /// <summary>Applies the command line's changes as they would be to a preset's file.</summary>
    private static Preset Change(Preset preset, IReadOnlyList<string> changes) => changes.Count == 0
        ? preset
        : PresetReader.Change(preset, [.. changes.Select(PresetOverride.Parse)]);
}
