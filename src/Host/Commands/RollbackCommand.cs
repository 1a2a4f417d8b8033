using System.CommandLine;
using StreamHost.Host.Control;

namespace StreamHost.Host.Commands;

/// <summary><c>streamhost rollback</c>: the version before, once more.</summary>
internal static class RollbackCommand
{
    public static Command Make()
    {
        var reason = new Option<string?>("--reason") { Description = "Why; it is kept with the version.", HelpName = "text" };
        var command = new Command("rollback", SharedOptions.WithExamples(
            "Take back the version on trial of a running host; without one, bring back the version before the one that answers.",
            "rollback --reason \"it mistakes five for nine\"",
            "rollback --run spoken-digits")) { reason, HostChoice.Run };
        command.SetAction(parsed => HostChoice.AskAsync(parsed, new ControlRequest { Verb = ControlVerb.Rollback, Reason = parsed.GetValue(reason) }));
        return command;
    }
}
