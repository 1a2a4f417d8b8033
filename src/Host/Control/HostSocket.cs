using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using StreamHost.Core;

namespace StreamHost.Host.Control;

/// <summary>The socket of a running host, from the other side.</summary>
/// <param name="Name">What the run is called.</param>
/// <param name="Pid">Its process.</param>
/// <param name="Path">The socket.</param>
internal sealed record HostSocket(string Name, int Pid, string Path)
{
    /// <summary>What the names of sockets end in.</summary>
    public const string Ending = ".sock";

    /// <summary>The hosts of this user that are running, by name and process. Sockets that dead ones left behind are removed.</summary>
    /// <param name="folder">Where to look; one that is not there holds none.</param>
    public static async Task<IReadOnlyList<HostSocket>> FindAsync(string folder)
    {
        var found = new List<HostSocket>();
        if (!Directory.Exists(folder))
            return found;

        foreach (var path in Directory.EnumerateFileSystemEntries(folder, $"*{Ending}").Order(StringComparer.Ordinal))
        {
            if (Parse(path) is not { } socket)
                continue;
            if (await socket.AnswersAsync().ConfigureAwait(false))
                found.Add(socket);
            else if (!socket.IsAlive())
                Remove(path);
        }

        return found;
    }

    /// <summary>Asks, and waits until what was asked for has happened.</summary>
    /// <param name="request">What for.</param>
    /// <param name="patience">How long to wait; without end unless told, since what is asked for may take long.</param>
    /// <exception cref="WorkFailedException">There is nobody, the host ended before it answered, or it took too long.</exception>
    public async Task<ControlAnswer> AskAsync(ControlRequest request, TimeSpan? patience = null)
    {
        using var limit = new CancellationTokenSource(patience ?? Timeout.InfiniteTimeSpan);
        try
        {
            using var socket = await ConnectAsync().ConfigureAwait(false);
            using var stream = new NetworkStream(socket);
            await stream.WriteAsync(request.ToLine(), limit.Token).ConfigureAwait(false);
            using var reader = new StreamReader(stream);
            if (await reader.ReadLineAsync(limit.Token).ConfigureAwait(false) is { } line && ControlAnswer.Parse(line) is { } answer)
                return answer;
        }
        catch (Exception exception) when (exception is SocketException or IOException or ArgumentException)
        {
            throw new WorkFailedException($"{Path}: nobody answers ({exception.Message.ReplaceLineEndings(" ").TrimEnd('.')}); see streamhost status", exception);
        }
        catch (OperationCanceledException exception)
        {
            throw new WorkFailedException($"{Path}: the host does not answer; see process {Pid}", exception);
        }

        throw new WorkFailedException($"{Path}: the host ended before it answered; see streamhost status");
    }

    /// <summary>Takes a socket's name apart; null where it is none of a host's.</summary>
    public static HostSocket? Parse(string path)
    {
        var name = System.IO.Path.GetFileNameWithoutExtension(path);
        var dash = name.LastIndexOf('-');
        return dash > 0 && int.TryParse(name.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            ? new HostSocket(name[..dash], pid, path)
            : null;
    }

    /// <summary>Removes the socket of a host that is over.</summary>
    public static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Somebody else removes it; it is nobody's socket either way.
        }
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var socket = await ConnectAsync().ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            return false; // Nobody listens, or the path is longer than a socket's can be.
        }
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path)).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private bool IsAlive()
    {
        try
        {
            using var process = Process.GetProcessById(Pid);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
