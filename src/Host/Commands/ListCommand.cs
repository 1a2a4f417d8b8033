using System.CommandLine;
using System.Text.Json.Serialization;
using StreamHost.Audio.Devices;
using StreamHost.Core;
using StreamHost.Host.Models;
using StreamHost.Host.Presets;
using StreamHost.Host.Sources;
using StreamHost.Training.Presets;

namespace StreamHost.Host.Commands;

/// <summary><c>streamhost list</c>: what there is.</summary>
internal static class ListCommand
{
    public static Command Make()
    {
        var what = new Argument<string>("what") { Description = "plugins, models, presets, sources or devices." };
        what.AcceptOnlyFromAmong("plugins", "models", "presets", "sources", "devices");
        var folder = new Option<string>("--presets") { Description = "The folder of presets.", HelpName = "folder", DefaultValueFactory = _ => "presets" };
        var command = new Command("list", SharedOptions.WithExamples("Show what there is.", "list devices", "list models --models /srv/models")) { what, folder, SharedOptions.Models };
        command.SetAction(parsed =>
        {
            var output = new Output(parsed.GetValue(SharedOptions.Json));
            var rows = parsed.GetValue(what) switch
            {
                "plugins" => Plugins(),
                "models" => Models(parsed.GetValue(SharedOptions.Models)),
                "devices" => Devices(),
                "presets" => Presets(parsed.GetValue(folder)!),
                _ => Sources(),
            };
            Write(rows, output);
            return ExitStatus.Good;
        });
        return command;
    }

    private static void Write(IReadOnlyList<(string Name, string About)> rows, Output output)
    {
        foreach (var (name, about) in rows)
            output.Json(new { name, about });
        if (rows.Count == 0)
            output.Line("none");
        else
            output.Table(["name", "about"], [.. rows.Select(row => new[] { row.Name, row.About })]);
    }

    private static List<(string Name, string About)> Plugins()
    {
        using var catalog = Folders.Plugins();
        var found = catalog.Found.Select(plugin => (plugin.Id, $"{plugin.Version}, {string.Join(", ", plugin.Kinds)}{(plugin.Summary is { } summary ? $": {summary}" : "")}"));
        return [.. found, .. catalog.Refused.Select(plugin => (plugin.Name, $"refused: {plugin.Refusal.Message}"))];
    }

    private static List<(string Name, string About)> Models(string? folder) =>
        [.. Folders.Models(folder).List().Select(model => ($"{model.Name}/{model.Version}", $"{model.Plugin}: {string.Join(", ", model.Labels)}"))];

    private static List<(string Name, string About)> Presets(string folder)
    {
        if (!Directory.Exists(folder))
            throw new InputException(folder, "there is no such folder", "name the folder of presets with --presets");

        var files = Directory.EnumerateFiles(folder, "*.json").Where(path => !path.EndsWith(".schema.json", StringComparison.Ordinal));
        return [.. files.Order(StringComparer.Ordinal).Select(path => (path, PresetReader.IsTraining(path)
            ? $"train: {PresetReader.Read<TrainingPreset>(path, []).Title}"
            : $"run: {PresetReader.Read<Preset>(path, []).Title}"))];
    }

    /// <summary>Those of the first system that answers; why another does not is a note.</summary>
    private static List<(string Name, string About)> Devices()
    {
        foreach (var name in AudioSystems.Names)
        {
            try
            {
                return [.. AudioSystems.Create(name, TimeProvider.System).List().Select(device => (device.Id, About(name, device)))];
            }
            catch (StreamHostException exception)
            {
                Output.Note($"{name}: {exception.Message}");
            }
        }

        return [];
    }

    private static string About(string system, AudioDevice device)
    {
        var format = device.SampleRate > 0 ? $", {device.SampleRate} Hz, {device.Channels} channel{(device.Channels == 1 ? "" : "s")}" : "";
        return $"{device.Name}{format}, by {system}{(device.IsDefault ? ", default" : "")}";
    }

    private static List<(string Name, string About)> Sources() =>
    [
        .. typeof(SourceOptions).GetCustomAttributes(typeof(JsonDerivedTypeAttribute), inherit: false).Cast<JsonDerivedTypeAttribute>()
            .Select(source => ((string)source.TypeDiscriminator!, PresetSchema.SummaryOf(source.DerivedType) ?? "")),
    ];
}
