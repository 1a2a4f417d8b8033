using System.CommandLine;
using StreamHost.Host.Control;

namespace StreamHost.Host.Commands;

/// <summary><c>streamhost promote</c>: ends a trial for the better.</summary>
internal static class PromoteCommand
{
    public static Command Make()
    {
        var command = new Command("promote", SharedOptions.WithExamples(
            "Let the version on trial answer all streams of a running host.",
            "promote --run spoken-digits",
            "promote --json")) { HostChoice.Run };
        command.SetAction(parsed => HostChoice.AskAsync(parsed, new ControlRequest { Verb = ControlVerb.Promote }));
        return command;
    }
}
