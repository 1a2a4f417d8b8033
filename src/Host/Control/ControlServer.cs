using System.Net.Sockets;
using StreamHost.Core;

namespace StreamHost.Host.Control;

/// <summary>
/// Lets other programs of the same user ask a run for something, over a local socket: one request and one answer a connection. It works beside
/// the run, on the pool's threads; who connects and says nothing is shown out.
/// </summary>
internal sealed class ControlServer : IAsyncDisposable
{
    private const int LongestRequest = 1 << 16;
    private const int MostConnections = 64;

    /// <summary>The most of a name that goes into a socket's, whose path has room for about a hundred characters.</summary>
    private const int LongestName = 40;

    private readonly ControlDesk _desk;
    private readonly TimeSpan _patience;
    private readonly Socket _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _connections = [];
    private readonly Task _accepting;

    /// <summary>Opens the socket.</summary>
    /// <param name="desk">Who answers.</param>
    /// <param name="folder">Where the socket lies, see <see cref="ControlFolder"/>.</param>
    /// <param name="patience">How long somebody may take to send a request or to take an answer; 5 s unless told.</param>
    /// <exception cref="InputException">The socket can't be made.</exception>
    public ControlServer(ControlDesk desk, string folder, TimeSpan? patience = null)
    {
        (_desk, _patience) = (desk, patience ?? TimeSpan.FromSeconds(5));
        Path = System.IO.Path.Combine(folder, $"{SocketName(desk.Run.Name)}-{Environment.ProcessId}{HostSocket.Ending}");
        _listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            File.Delete(Path);
            _listener.Bind(new UnixDomainSocketEndPoint(Path));
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            _listener.Listen(MostConnections);
        }
        catch (Exception exception) when (exception is SocketException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            _listener.Dispose();
            throw new InputException(Path, $"the socket can't be made ({exception.Message.TrimEnd('.')})", "set XDG_RUNTIME_DIR to a folder of your own with a short path", exception);
        }

        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>The socket.</summary>
    public string Path { get; }

    /// <summary>A run's name as it stands in its socket's.</summary>
    public static string SocketName(string run) =>
        string.Concat(run.Take(LongestName).Select(unit => char.IsAsciiLetterOrDigit(unit) || unit is '-' or '_' or '.' ? unit : '_'));

    /// <summary>Closes the socket; who waits for an answer is told that the run is over.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _accepting.ConfigureAwait(false);
        _listener.Dispose();
        HostSocket.Remove(Path);
        await Task.WhenAll(_connections).ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var peer = await _listener.AcceptAsync(_stop.Token).ConfigureAwait(false);
                _connections.RemoveAll(connection => connection.IsCompleted);
                if (_connections.Count < MostConnections && IsAllowed(peer))
                    _connections.Add(Task.Run(() => ServeAsync(peer)));
                else
                    peer.Dispose();
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException)
            {
                // Who knocked has gone, or the program has as many files open as it may: the next one is heard.
                await Task.Delay(100, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Whether it is the run's own user, or root. Elsewhere than on Linux the folder keeps others out.</summary>
    private static bool IsAllowed(Socket peer)
    {
        if (!OperatingSystem.IsLinux())
            return true;

        var user = LinuxUser.At(peer);
        return user == LinuxUser.Self || user == LinuxUser.Root;
    }

    private async Task ServeAsync(Socket peer)
    {
        using (peer)
        {
            try
            {
                if (await ReadLineAsync(peer).ConfigureAwait(false) is not { } request)
                    return;

                var answer = await _desk.AnswerAsync(request, _stop.Token).ConfigureAwait(false);
                using var limit = new CancellationTokenSource(_patience);
                for (ReadOnlyMemory<byte> rest = answer.ToLine(); rest.Length > 0;)
                    rest = rest[await peer.SendAsync(rest, limit.Token).ConfigureAwait(false)..];
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException)
            {
                // Whoever asked has gone or takes too long: what was asked for has happened all the same.
            }
        }
    }

    /// <summary>A request without its line end; null where there is none, or a longer one than any can be.</summary>
    private async Task<ReadOnlyMemory<byte>?> ReadLineAsync(Socket peer)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        limit.CancelAfter(_patience);
        var line = new byte[4096];
        for (var length = 0; length < LongestRequest;)
        {
            if (length == line.Length)
                Array.Resize(ref line, 2 * length);
            var read = await peer.ReceiveAsync(line.AsMemory(length), limit.Token).ConfigureAwait(false);
            if (read == 0)
                return null;
            var end = line.AsSpan(length, read).IndexOf((byte)'\n');
            if (end >= 0)
                return line.AsMemory(0, length + end);
            length += read;
        }

        return null;
    }
}
