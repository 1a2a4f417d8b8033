using System.CommandLine;
using System.Text.Json;
using StreamHost.Core;
using StreamHost.Core.Packages;
using StreamHost.Core.Plugins;
using StreamHost.Host.Models;
using StreamHost.Training.Networks;

namespace StreamHost.Host.Commands;

/// <summary><c>streamhost import</c>: another program's weights into a package.</summary>
internal static class ImportCommand
{
    public static Command Make()
    {
        var path = new Argument<string>("weights") { Description = "The foreign weights: .safetensors, PyTorch's .pt, or a flat export's .json beside its .f32." };
        var name = new Option<string>("--name", "-n") { Description = "The package's name.", Required = true };
        var labels = new Option<string[]>("--labels") { Description = "The labels, in the order of the outputs.", Required = true, AllowMultipleArgumentsPerToken = true };
        var features = new Option<string[]>("--features") { Description = "The names of the inputs, in order.", Required = true, AllowMultipleArgumentsPerToken = true };
        var configuration = new Option<string?>("--config") { Description = "The network's configuration, where the file does not hold it.", HelpName = "file.json" };
        var timeUnit = new Option<double>("--time-unit") { Description = "Seconds in one unit of elapsed time.", HelpName = "seconds", DefaultValueFactory = _ => 1 };
        var mean = new Option<float[]>("--mean") { Description = "What is taken from each feature before the network sees it.", AllowMultipleArgumentsPerToken = true };
        var scale = new Option<float[]>("--scale") { Description = "What each feature is divided by then.", AllowMultipleArgumentsPerToken = true };
        var plugin = new Option<string>("--plugin") { Description = "The plugin that reads it.", DefaultValueFactory = _ => "cfc" };
        var format = new Option<string>("--format") { Description = "The program that it comes from.", DefaultValueFactory = _ => "ncps" };
        var command = new Command("import", SharedOptions.WithExamples(
            "Turn another program's weights into a model package.",
            "import gestures.safetensors --name gestures --features x y z --labels left right --config gestures.json",
            "import smnist_100k.pt --plugin ckconv --format ckcnn --config smnist.json --name smnist --features pixel --labels 0 1 2 3 4 5 6 7 8 9"))
        { path, name, features, labels, configuration, timeUnit, mean, scale, plugin, format, SharedOptions.Models };
        command.SetAction(parsed =>
        {
            using var plugins = Folders.Plugins();
            var exchange = Exchange(plugins.Get(parsed.GetValue(plugin)!, "--plugin"), parsed.GetValue(format)!);
            var foreign = ForeignWeights.Read(parsed.GetValue(path)!);
            var (architecture, weights) = exchange.Import(parsed.GetValue(format)!, foreign, Configuration(parsed.GetValue(configuration)));
            var manifest = new ModelManifest
            {
                Name = parsed.GetValue(name)!,
                Version = 0,
                Plugin = parsed.GetValue(plugin)!,
                Architecture = architecture,
                Labels = parsed.GetValue(labels)!,
                Features = parsed.GetValue(features)!,
                TimeUnit = parsed.GetValue(timeUnit),
                Normalization = Normalization(parsed.GetValue(mean) ?? [], parsed.GetValue(scale) ?? [], parsed.GetValue(features)!.Length),
                WeightsSha256 = "",
            };
            // A model that can be opened is one that fits its features and labels; only then is it published.
            var draft = new ModelPackage(manifest, weights) { Folder = parsed.GetValue(path)! };
            var opener = plugins.Get(manifest.Plugin, "--plugin");
            if (opener is ITrainer trainer)
                trainer.OpenNetwork(draft);
            else
                opener.LoadEventModel(draft).Dispose();
            var package = Folders.Models(parsed.GetValue(SharedOptions.Models)).Publish(manifest, weights);
            var output = new Output(parsed.GetValue(SharedOptions.Json));
            output.Line($"{package.Folder}: {weights.Tensors.Count} tensors");
            output.Json(new { package = package.Folder, tensors = weights.Tensors.Count });
            return ExitStatus.Good;
        });
        return command;
    }

    /// <summary>The plugin's ability to read and write a format.</summary>
    /// <exception cref="InputException">It has none, or not of that format.</exception>
    internal static IWeightExchange Exchange(IPlugin plugin, string format)
    {
        var formats = plugin is IWeightExchange exchange ? exchange.Formats : [];
        return formats.Contains(format)
            ? (IWeightExchange)plugin
            : throw new InputException($"--format {format}", $"plugin \"{plugin.Id}\" does not know it", formats.Count > 0 ? $"use {string.Join(", ", formats)}" : "it exchanges no weights");
    }

    private static Normalization? Normalization(float[] mean, float[] scale, int features)
    {
        if (mean.Length == 0 && scale.Length == 0)
            return null;
        if (mean.Length != features || scale.Length != features || scale.Contains(0))
            throw new InputException("--mean, --scale", $"there are {mean.Length} and {scale.Length} of them for {features} features", "give one of each for each feature, no scale 0");
        return new Normalization(mean, scale);
    }

    private static JsonElement? Configuration(string? path)
    {
        if (path is null)
            return null;

        try
        {
            return JsonElement.Parse(File.ReadAllBytes(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new InputException(path, $"it can't be read: {exception.Message}", "give the network's configuration as one JSON object", exception);
        }
    }
}
