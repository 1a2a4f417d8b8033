using System.CommandLine;
using System.Globalization;
using StreamHost.Core;
using StreamHost.Engine.Serving;
using StreamHost.Host.Control;

namespace StreamHost.Host.Commands;

/// <summary><c>streamhost status</c>: which versions running hosts have in memory, and what they do.</summary>
internal static class StatusCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Make()
    {
        var command = new Command("status", SharedOptions.WithExamples(
            "Show running hosts, the versions that each has in memory, and what they do.",
            "status --run spoken-digits",
            "status --json")) { HostChoice.Run };
        command.SetAction(parsed => RunAsync(parsed.GetValue(HostChoice.Run), new Output(parsed.GetValue(SharedOptions.Json))));
        return command;
    }

    private static async Task<int> RunAsync(string? named, Output output)
    {
        var exit = ExitStatus.Good;
        foreach (var host in await HostChoice.AllAsync(named).ConfigureAwait(false))
        {
            try
            {
                var answer = await host.AskAsync(new ControlRequest { Verb = ControlVerb.Status }, Patience).ConfigureAwait(false);
                Write(answer.Status ?? throw new WorkFailedException($"{host.Path}: {answer.Text}"), host, output);
            }
            catch (WorkFailedException exception)
            {
                Output.Mistake(exception.Message);
                exit = ExitStatus.Failed;
            }
        }

        return exit;
    }

    private static void Write(RunStatus status, HostSocket host, Output output)
    {
        output.Json(new { status, socket = host.Path });
        output.Line($"{status.Run} ({status.Pid}): {status.Preset}, model {status.Model}{(status.IsWatched ? ", newer versions as they are published" : "")}");
        output.Table(["version", "what it does"], [.. Versions(status).Select(row => new[] { row.Version, row.Does })]);
        if (status.Comparison is { } comparison)
            output.Line($"on trial: {Text(comparison)}");
        output.Line($"{Counted(status.Swaps, "change")} of version, {Counted(status.Faults, "fault")}");
    }

    private static IEnumerable<(string Version, string Does)> Versions(RunStatus status)
    {
        yield return status.Current is { } current
            ? (current, $"answers {Streams(status)}; SHA-256 {status.Sha256?[..12]}")
            : ("none", $"{Streams(status)} unavailable: {status.Unavailable}");
        if (status.Candidate is { } candidate)
            yield return (candidate, status.CandidateState ?? "");
        if (status.Previous is { } previous)
            yield return (previous, previous == status.Current ? "its build before; a rollback brings it back" : "a rollback brings it back");
    }

    private static string Streams(RunStatus status)
    {
        var moves = SwapReport.InWords(status.Streams.Values.Where(move => move != StreamMove.Began));
        return Counted(status.Streams.Count, "stream") + (moves.Length > 0 ? $" ({moves})" : "");
    }

    private static string Text(TrialFigures figures) =>
        $"{Counted(figures.Events, "event")}, agreement {Shown(figures.Agreement)}, confidence {Shown(figures.Confidence)} (the other's {Shown(figures.OldConfidence)}), "
        + $"{Shown(figures.Slowdown)} times as long, {Counted(figures.Faults, "fault")}";

    private static string Shown(double? number) => number?.ToString("F3", CultureInfo.InvariantCulture) ?? "not known yet";

    private static string Counted(long number, string noun) => $"{number} {noun}{(number == 1 ? "" : "s")}";
}
