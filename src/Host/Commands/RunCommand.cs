using System.CommandLine;
using StreamHost.Host.Presets;
using StreamHost.Host.Sinks.Screen;

namespace StreamHost.Host.Commands;

/// <summary><c>streamhost run</c>: a preset.</summary>
internal static class RunCommand
{
    public static Command Make()
    {
        var path = new Argument<string>("preset") { Description = "The preset's file." };
        var options = new PipelineOptionSet();
        var command = new Command("run", SharedOptions.WithExamples(
            "Run a preset: its source through its model to its sinks.",
            "run presets/spoken-digits.json --input mic",
            "run presets/machine-activity.json --speed max --output activity.jsonl --set decision.threshold=0.8")) { path };
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            var file = parsed.GetValue(path)!;
            var output = new Output(parsed.GetValue(SharedOptions.Json));
            var preset = PresetReader.Read<Preset>(file, [.. options.Changes(parsed).Select(PresetOverride.Parse)]);
            if (options.OutputSink(parsed) is { } sink)
                preset = preset with { Sinks = [.. preset.Sinks.Where(other => !output.IsJson || other is not ScreenOptions), sink] };
            var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
            return PipelineRun.RunAsync(preset, folder, file, parsed.GetValue(SharedOptions.Models), parsed.GetValue(options.Duration), parsed.GetValue(options.Record), output);
        });
        return command;
    }
}
