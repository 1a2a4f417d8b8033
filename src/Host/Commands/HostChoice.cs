using System.CommandLine;
using StreamHost.Core;
using StreamHost.Host.Control;

namespace StreamHost.Host.Commands;

/// <summary>Which running host a verb speaks to.</summary>
internal static class HostChoice
{
    public static readonly Option<string?> Run = new("--run")
    {
        Description = "Which running host, where there are several: its preset's or log's file, without folder and ending, its process, or its socket.",
        HelpName = "name|pid|socket",
    };

    /// <summary>The host that is meant.</summary>
    /// <param name="named">What <c>--run</c> says, or null.</param>
    /// <exception cref="WorkFailedException">None is running.</exception>
    /// <exception cref="InputException">None or several are meant.</exception>
    public static async Task<HostSocket> FindAsync(string? named)
    {
        var hosts = await AllAsync(named).ConfigureAwait(false);
        return hosts.Count == 1
            ? hosts[0]
            : throw new InputException("--run", $"there are {hosts.Count} running hosts{(named is null ? "" : $" named {named}")}", $"name one of {Listed(hosts)}");
    }

    /// <summary>The hosts that are meant, at least one; all where none is named.</summary>
    /// <param name="named">What <c>--run</c> says, or null.</param>
    /// <exception cref="WorkFailedException">None is running.</exception>
    /// <exception cref="InputException">None is meant.</exception>
    public static async Task<IReadOnlyList<HostSocket>> AllAsync(string? named)
    {
        if (named is not null && named.EndsWith(HostSocket.Ending, StringComparison.Ordinal))
            return [HostSocket.Parse(named) ?? throw new InputException($"--run {named}", "it is no host's socket", "name one as streamhost status --json lists it")];

        var hosts = await HostSocket.FindAsync(ControlFolder.Open()).ConfigureAwait(false);
        if (hosts.Count == 0)
            throw new WorkFailedException("no host is running; start one with streamhost run");
        if (named is null)
            return hosts;

        var meant = hosts.Where(host => host.Name == ControlServer.SocketName(named) || $"{host.Pid}" == named).ToList();
        return meant.Count > 0 ? meant : throw new InputException($"--run {named}", "no running host is called so", $"there are {Listed(hosts)}");
    }

    /// <summary>Asks the host that is meant, and says what it answers.</summary>
    public static async Task<int> AskAsync(ParseResult parsed, ControlRequest request)
    {
        var output = new Output(parsed.GetValue(SharedOptions.Json));
        var host = await FindAsync(parsed.GetValue(Run)).ConfigureAwait(false);
        var answer = await host.AskAsync(request).ConfigureAwait(false);
        if (answer.Exit != ExitStatus.Good)
        {
            Output.Mistake(answer.Text ?? "it did not happen");
            return answer.Exit;
        }

        output.Line(answer.Text ?? "");
        output.Json(new { run = host.Name, host.Pid, answer.Text, answer.Happened });
        return ExitStatus.Good;
    }

    private static string Listed(IReadOnlyList<HostSocket> hosts) => string.Join(", ", hosts.Select(host => $"{host.Name} ({host.Pid})"));
}
