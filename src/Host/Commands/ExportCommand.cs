using System.CommandLine;
using StreamHost.Core.Packages;
using StreamHost.Host.Models;

namespace StreamHost.Host.Commands;

/// <summary><c>streamhost export</c>: a package's weights for another program.</summary>
internal static class ExportCommand
{
    public static Command Make()
    {
        var model = new Argument<string>("model") { Description = "The package: a folder, name, name/version or name@hash." };
        var output = new Option<string>("--output", "-o") { Description = "The file to write, .safetensors.", Required = true, HelpName = "file" };
        var format = new Option<string>("--format") { Description = "The program that shall read it.", DefaultValueFactory = _ => "ncps" };
        var command = new Command("export", SharedOptions.WithExamples(
            "Write a package's weights for another program.",
            "export machine-activity --output machine-activity.safetensors",
            "export models/gestures/2 --format ncps --output gestures.safetensors")) { model, output, format, SharedOptions.Models };
        command.SetAction(parsed =>
        {
            using var plugins = Folders.Plugins();
            var package = Folders.OpenModel(parsed.GetValue(model)!, ".", Folders.Models(parsed.GetValue(SharedOptions.Models)));
            var exchange = ImportCommand.Exchange(plugins.Get(package.Manifest.Plugin, package.Folder), parsed.GetValue(format)!);
            var weights = exchange.Export(parsed.GetValue(format)!, package);
            SafetensorsWriter.Write(parsed.GetValue(output)!, weights);
            var said = new Output(parsed.GetValue(SharedOptions.Json));
            said.Line($"{parsed.GetValue(output)}: {weights.Tensors.Count} tensors");
            said.Json(new { path = parsed.GetValue(output), tensors = weights.Tensors.Count });
            return ExitStatus.Good;
        });
        return command;
    }
}
