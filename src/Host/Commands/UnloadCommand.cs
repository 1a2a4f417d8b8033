using System.CommandLine;
using StreamHost.Host.Control;

namespace StreamHost.Host.Commands;

/// <summary><c>streamhost unload</c>: a version out of a running host's memory.</summary>
internal static class UnloadCommand
{
    public static Command Make()
    {
        var version = new Argument<int>("version") { Description = "The version's number: that on trial, or the one before the one that answers." };
        var command = new Command("unload", SharedOptions.WithExamples(
            "Take a version that does not answer all streams out of a running host's memory.",
            "unload 3",
            "unload 3 --run spoken-digits")) { version, HostChoice.Run };
        command.SetAction(parsed => HostChoice.AskAsync(parsed, new ControlRequest { Verb = ControlVerb.Unload, Version = parsed.GetValue(version) }));
        return command;
    }
}
