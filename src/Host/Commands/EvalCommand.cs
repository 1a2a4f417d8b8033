using System.CommandLine;
using StreamHost.Core;
using StreamHost.Core.Logs;
using StreamHost.Core.Packages;
using StreamHost.Host.Models;
using StreamHost.Host.Presets;
using StreamHost.Training.Datasets;
using StreamHost.Training.Metrics;
using StreamHost.Training.Networks;
using StreamHost.Training.Presets;

namespace StreamHost.Host.Commands;

/// <summary><c>streamhost eval</c>: how well a package does on labelled recordings.</summary>
internal static class EvalCommand
{
    public static Command Make()
    {
        var model = new Argument<string>("model") { Description = "The package: a folder, name, name/version or name@hash." };
        var data = new Option<string>("--data", "-d")
        {
            Description = "Labelled logs: a file, a folder or a pattern; or a training preset, for its test part.",
            Required = true,
            HelpName = "path",
        };
        var settle = new Option<double>("--settle") { Description = "Seconds after a change of label that don't count (default: 0, or the training preset's).", HelpName = "seconds" };
        var set = new Option<string[]>("--set") { Description = "Any value of the training preset, such as dataset.folder=other.", HelpName = "key=value" };
        var command = new Command("eval", SharedOptions.WithExamples(
            "Print a package's accuracy and confusion on labelled recordings.",
            "eval machine-activity --data recordings/held-out --settle 2",
            "eval et-smnist/1 --data presets/train-et-smnist.json")) { model, data, settle, set, ComputingDevice.Option, SharedOptions.Models };
        command.SetAction(parsed =>
        {
            var output = new Output(parsed.GetValue(SharedOptions.Json));
            return ComputingDevice.Use(parsed.GetValue(ComputingDevice.Option)!, output, () => Run(
                parsed.GetValue(model)!,
                parsed.GetValue(data)!,
                [.. (parsed.GetValue(set) ?? []).Select(PresetOverride.Parse)],
                parsed.GetResult(settle) is { Implicit: false } ? parsed.GetValue(settle) : null,
                Folders.Models(parsed.GetValue(SharedOptions.Models)),
                output));
        });
        return command;
    }

    private static int Run(string model, string data, IReadOnlyList<PresetOverride> changes, double? settle, PackageStore models, Output output)
    {
        using var plugins = Folders.Plugins();
        var package = Folders.OpenModel(model, ".", models);
        var network = (plugins.Get(package.Manifest.Plugin, package.Folder) as ITrainer)?.OpenNetwork(package)
            ?? throw new InputException(package.Folder, $"plugin \"{package.Manifest.Plugin}\" can't evaluate", "run it on a stream instead");
        var (parts, everyEvent, settled) = data.EndsWith(".json", StringComparison.Ordinal) && PresetReader.IsTraining(data)
            ? OfPreset(data, changes)
            : changes.Count == 0 ? OfLogs(data, package.Manifest)
            : throw new InputException("--set", $"{data} is no training preset, which it could change", "leave it out");
        foreach (var (name, recordings) in parts)
        {
            var evaluation = Evaluator.Evaluate(
                network, recordings, package.Manifest.Features.Count, package.Manifest.Labels, everyEvent, settle ?? settled);
            EvaluationText.Write(name, evaluation, output);
        }

        return ExitStatus.Good;
    }

    private static (IReadOnlyDictionary<string, IReadOnlyList<Recording>> Parts, bool EveryEvent, double Settle) OfPreset(string path, IReadOnlyList<PresetOverride> changes)
    {
        var preset = PresetReader.Read<TrainingPreset>(path, changes);
        var dataset = preset.Dataset.Read(Path.GetDirectoryName(Path.GetFullPath(path))!);
        return dataset.Test.Count > 0
            ? (dataset.Test, dataset.IsJudgedByEvent(preset.Training.Labels), preset.Training.Settle)
            : throw new InputException($"{path}, $.dataset", "it has no test part", "name one, or give logs");
    }

    /// <summary>Logs, in the model's own features and labels.</summary>
    private static (IReadOnlyDictionary<string, IReadOnlyList<Recording>> Parts, bool EveryEvent, double Settle) OfLogs(string path, ModelManifest manifest)
    {
        var options = new EventLogDatasetOptions
        {
            Train = [Path.GetFullPath(path)],
            Log = new EventLogOptions { Features = manifest.Features },
            Labels = manifest.Labels,
        };
        var parts = new Dictionary<string, IReadOnlyList<Recording>> { [path] = options.Read(".").Training };
        return (parts, EveryEvent: true, Settle: 0);
    }
}
