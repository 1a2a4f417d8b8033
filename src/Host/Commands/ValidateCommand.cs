using System.CommandLine;
using System.Globalization;
using StreamHost.Core.Logs;
using StreamHost.Core.Packages;
using StreamHost.Core.Recordings;
using StreamHost.Core.Signals;
using StreamHost.Core.Sounds;
using StreamHost.Host.Presets;
using StreamHost.Training.Presets;

namespace StreamHost.Host.Commands;

/// <summary><c>streamhost validate</c>: whether presets, packages and logs are what they should be, without starting anything.</summary>
internal static class ValidateCommand
{
    public static Command Make()
    {
        var paths = new Argument<string[]>("path") { Description = "Presets (.json), packages and recordings (folders), logs (.csv, .jsonl) and sounds.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("validate", SharedOptions.WithExamples(
            "Check presets, model packages and event logs.",
            "validate presets/machine-activity.json",
            "validate models/machine-activity/1 recording.csv")) { paths };
        command.SetAction(parsed => Run(parsed.GetValue(paths)!, new Output(parsed.GetValue(SharedOptions.Json))));
        return command;
    }

    private static int Run(string[] paths, Output output)
    {
        foreach (var path in paths)
        {
            var what = Check(path);
            output.Line($"{path}: {what}");
            output.Json(new { path, what });
        }

        return ExitStatus.Good;
    }

    private static string Check(string path)
    {
        if (SoundRecording.IsIn(path))
            return CheckRecording(path);
        if (Directory.Exists(path))
        {
            var package = new PackageStore(".").Open(Path.GetFullPath(path));
            return $"a good package, {package.Manifest.Name}/{package.Manifest.Version} for plugin {package.Manifest.Plugin}";
        }

        if (EventLogReader.IsNamedAsLog(path))
            return CheckLog(path);
        if (!path.EndsWith(".json", StringComparison.Ordinal))
            return CheckSound(path);

        if (PresetReader.IsTraining(path))
        {
            PresetReader.Read<TrainingPreset>(path, []);
            return "a good training preset";
        }

        PresetReader.Read<Preset>(path, []);
        return "a good preset";
    }

    private static string CheckSound(string path)
    {
        using var sound = SoundReader.Open(path);
        var samples = new float[sound.Channels * sound.SampleRate];
        long frames = 0;
        for (int read; (read = sound.Read(samples)) > 0;)
            frames += read;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"a good sound, {(double)frames / sound.SampleRate:F1} s at {sound.SampleRate} Hz, {sound.Channels} channels{(sound.MissingFrames > 0 ? $"; {sound.MissingFrames} frames that it says it has are missing" : "")}");
    }

    private static string CheckRecording(string folder)
    {
        using var recording = SoundRecording.Open(folder);
        var stream = new StreamTable().Intern(recording.Stream);
        var (sound, gaps, rate) = (0.0, 0.0, recording.SampleRate);
        while (recording.Read(stream, rate, out var block))
        {
            if (block.IsGap)
                gaps += (double)block.Frames / block.SampleRate;
            else
                sound += (double)block.Frames / block.SampleRate;
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"a good recording of {stream}, {sound:F1} s and gaps of {gaps:F1} s, from {rate} Hz on{(recording.MissingFrames > 0 ? $"; {recording.MissingFrames} frames that its index names are missing" : "")}");
    }

    private static string CheckLog(string path)
    {
        var streams = new StreamTable();
        using var log = EventLogReader.Open(path, new EventLogOptions(), streams);
        long events = 0;
        while (log.Read())
            events++;
        return $"a good log, {events} events of {streams.Count} streams, {log.Features.Count} values";
    }
}
