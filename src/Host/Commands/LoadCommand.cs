using System.CommandLine;
using StreamHost.Core.Packages;
using StreamHost.Engine.Serving;
using StreamHost.Host.Control;
using StreamHost.Host.Models;

namespace StreamHost.Host.Commands;

/// <summary><c>streamhost load</c>: another version of the model into a running host.</summary>
internal static class LoadCommand
{
    public static Command Make()
    {
        var model = new Argument<string>("model") { Description = "The package: a folder, or name, name/version or name@hash in the host's model folder." };
        var trial = new Option<string?>("--trial") { Description = "How it is tried before it answers all streams (default: as the preset says)." };
        trial.AcceptOnlyFromAmong([.. Enum.GetNames<TrialKind>().Select(name => name.ToLowerInvariant())]);
        var share = new Option<double?>("--share") { Description = "Of a canary, the share of the streams that it answers, above 0 to 1.", HelpName = "share" };
        var duration = SharedOptions.Duration("Seconds of trial.");
        var command = new Command("load", SharedOptions.WithExamples(
            "Load a version of the model into a running host.",
            "load spoken-digits/4",
            "load spoken-digits --trial canary --share 0.25 --duration 300 --run spoken-digits")) { model, trial, share, duration, HostChoice.Run };
        command.SetAction(parsed => HostChoice.AskAsync(parsed, new ControlRequest
        {
            Verb = ControlVerb.Load,
            Model = Named(parsed.GetValue(model)!),
            Trial = parsed.GetValue(trial) is { } kind ? Enum.Parse<TrialKind>(kind, ignoreCase: true) : null,
            Share = parsed.GetValue(share),
            Duration = parsed.GetValue(duration),
        }));
        return command;
    }

    /// <summary>The host has another folder to start relative paths from. A mistake in a hash is told before any host is asked.</summary>
    private static string Named(string model) => Folders.Beside(model, ".") ?? ModelReference.Parse(model).Text;
}
