using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using StreamHost.Core;
using StreamHost.Core.Packages;
using StreamHost.Host.Models;
using StreamHost.Host.Presets;
using StreamHost.Training.Loop;
using StreamHost.Training.Networks;
using StreamHost.Training.Presets;
using StreamHost.Training.Reports;

namespace StreamHost.Host.Commands;

/// <summary><c>streamhost train</c>: a training preset into a model package and a report.</summary>
internal static class TrainCommand
{
    public static Command Make()
    {
        var path = new Argument<string>("preset") { Description = "The training preset's file." };
        var resume = new Option<bool>("--resume") { Description = "Go on from the checkpoint of an interrupted run, to the same weights to the bit." };
        var runs = new Option<string>("--runs") { Description = "Where checkpoints and reports lie.", HelpName = "folder", DefaultValueFactory = _ => "runs" };
        var set = new Option<string[]>("--set") { Description = "Any value of the preset, such as training.epochs=10.", HelpName = "key=value" };
        var command = new Command("train", SharedOptions.WithExamples(
            "Train a network on recordings, and publish it as a model package.",
            "train presets/train-machine-activity.json",
            "train presets/train-machine-activity.json --resume --set training.epochs=200")) { path, resume, runs, set, ComputingDevice.Option, SharedOptions.Models };
        command.SetAction(parsed =>
        {
            var output = new Output(parsed.GetValue(SharedOptions.Json));
            return ComputingDevice.Use(parsed.GetValue(ComputingDevice.Option)!, output, () => Run(
                parsed.GetValue(path)!,
                [.. (parsed.GetValue(set) ?? []).Select(PresetOverride.Parse)],
                parsed.GetValue(resume),
                parsed.GetValue(runs)!,
                Folders.Models(parsed.GetValue(SharedOptions.Models)),
                output));
        });
        return command;
    }

    private static int Run(string path, IReadOnlyList<PresetOverride> overrides, bool resume, string runs, PackageStore models, Output output)
    {
        using var interruption = new Interruption();
        var preset = PresetReader.Read<TrainingPreset>(path, overrides);
        using var plugins = Folders.Plugins();
        var trainer = plugins.Get(preset.Model.Plugin, $"{path}, $.model.plugin") as ITrainer
            ?? throw new InputException($"{path}, $.model.plugin", $"plugin \"{preset.Model.Plugin}\" can't train", "use one that can");
        var run = new TrainingRun(preset, Path.GetDirectoryName(Path.GetFullPath(path))!, trainer);
        var folder = Directory.CreateDirectory(Path.Combine(runs, preset.Model.Name)).FullName;
        var checkpoint = Path.Combine(folder, "checkpoint.safetensors");
        output.Line($"{run.ParameterCount} parameters; {run.Recordings.Training} recordings to learn from, {run.Recordings.Validation} to choose by");
        TrainingResult? result;
        using (var progress = new TrainingScreen(output))
            result = run.Run(checkpoint, resume, progress, interruption.Token, TimeProvider.System);
        if (result is null)
        {
            output.Line($"interrupted; {checkpoint} is kept: go on with --resume");
            return ExitStatus.Interrupted;
        }

        Publish(preset, run, result, models, folder, output);
        return ExitStatus.Good;
    }

    private static void Publish(TrainingPreset preset, TrainingRun run, TrainingResult result, PackageStore models, string folder, Output output)
    {
        var command = string.Join(' ', Environment.GetCommandLineArgs().Skip(1).Prepend("streamhost"));
        var machine = $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} processors, .NET {Environment.Version}";
        var record = JsonSerializer.SerializeToElement(
            new
            {
                command,
                machine,
                seed = preset.Training.Seed,
                data = run.Data.Files,
                epochs = result.History.Count,
                result.BestEpoch,
                seconds = Math.Round(result.Seconds, 1),
                validation = result.Validation?.Accuracy,
                tests = result.Tests.ToDictionary(pair => pair.Key, pair => pair.Value.Accuracy),
            },
            PresetJson.Options);
        var package = models.Publish(run.Manifest(record), result.Weights);
        var report = Path.Combine(folder, "report.html");
        HtmlReport.Write(report, Contents(preset, run, result, package, command, machine));
        foreach (var (name, evaluation) in result.Tests)
            EvaluationText.Write(name, evaluation, output);
        output.Line(string.Create(CultureInfo.InvariantCulture, $"{package.Folder}: best of epoch {result.BestEpoch}, {result.Seconds:F0} s of training; {report}"));
        output.Json(new { package = package.Folder, report, result.BestEpoch, result.Seconds, validation = result.Validation?.Accuracy });
    }

    private static ReportContents Contents(
        TrainingPreset preset, TrainingRun run, TrainingResult result, ModelPackage package, string command, string machine)
    {
        var evaluations = result.Tests.Select(pair => (pair.Key, pair.Value)).ToList();
        if (result.Validation is { } validation)
            evaluations.Add(("validation", validation));
        var figures = evaluations.Select(pair => ($"{pair.Key} accuracy", Percent(pair.Value.Accuracy)))
            .Append(("best epoch", $"{result.BestEpoch} of {result.History.Count}"))
            .Append(("training", string.Create(CultureInfo.InvariantCulture, $"{result.Seconds / 60:F1} min")))
            .Append(("parameters", run.ParameterCount.ToString(CultureInfo.InvariantCulture)));
        return new ReportContents
        {
            Title = preset.Title ?? preset.Model.Name,
            Figures = [.. figures],
            History = result.History,
            BestEpoch = result.BestEpoch,
            Evaluations = evaluations,
            Files = run.Data.Files,
            Record =
            [
                ("Command", command),
                ("Seed", preset.Training.Seed.ToString(CultureInfo.InvariantCulture)),
                ("Machine", machine),
                ("Package", $"{package.Manifest.Name}/{package.Manifest.Version}, weights SHA-256 {package.Manifest.WeightsSha256}"),
                ("Architecture", package.Manifest.Architecture.GetRawText()),
            ],
        };
    }

    private static string Percent(double share) => (100 * share).ToString("F2", CultureInfo.InvariantCulture) + " %";
}
