using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StreamHost.Core;

using static StreamHost.Audio.Pulse.PulseLibrary;

namespace StreamHost.Audio.Pulse;

/// <summary>
/// A connection to a server with the library's own thread for it. Questions are asked from any thread but that one, and an answer is
/// waited for only so long: a server that has been stopped does not stop its clients.
/// </summary>
internal sealed unsafe class PulseConnection : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly string _server;
    private readonly SemaphoreSlim _progress = new(0);
    private readonly List<PulseSource> _found = [];
    private GCHandle _self;
    private nint _loop;
    private string? _defaultSource;

    /// <param name="server">Its address; null for the user's own.</param>
    /// <exception cref="WorkFailedException">It does not answer.</exception>
    public PulseConnection(string? server)
    {
        _server = server is null ? "the sound server" : $"the sound server {server}";
        _self = GCHandle.Alloc(this);
        try
        {
            Connect(server);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The library's context; for calls inside <see cref="Lock"/>.</summary>
    public nint Context { get; private set; }

    /// <summary>Holds the library's thread until it is disposed of.</summary>
    public Held Lock() => new(_loop);

    /// <summary>Every source of the server.</summary>
    /// <exception cref="WorkFailedException">The server does not answer.</exception>
    public IReadOnlyList<PulseSource> Sources()
    {
        Ask(() => SourceList(Context, &OnSource, GCHandle.ToIntPtr(_self)), "its sources");
        return [.. _found];
    }

    /// <summary>One source; null where the server has none of that name.</summary>
    /// <exception cref="WorkFailedException">The server does not answer.</exception>
    public PulseSource? Source(string name)
    {
        Ask(() => SourceByName(Context, name, &OnSource, GCHandle.ToIntPtr(_self)), $"the source {name}");
        return _found.Count > 0 ? _found[0] : null;
    }

    /// <summary>The name of the source that is the default; null where there is none.</summary>
    /// <exception cref="WorkFailedException">The server does not answer.</exception>
    public string? DefaultSourceName()
    {
        Ask(() => ServerInfo(Context, &OnServer, GCHandle.ToIntPtr(_self)), "its default source");
        return _defaultSource;
    }

    /// <summary>Wakes a thread that waits in <see cref="WaitUntil"/>. [the library's thread]</summary>
    public void Progress() => _progress.Release();

    /// <summary>Waits until <paramref name="isDone"/>, which is asked inside the lock after each progress.</summary>
    /// <exception cref="WorkFailedException">It takes too long.</exception>
    public void WaitUntil(Func<bool> isDone, string what)
    {
        while (true)
        {
            using (Lock())
            {
                if (isDone())
                    return;
            }

            if (!_progress.Wait(Patience))
                throw new WorkFailedException($"{_server} did not answer for {Patience.TotalSeconds} s when asked for {what}");
        }
    }

    /// <summary>The failure of the last call, in the library's words.</summary>
    public WorkFailedException Failure(string what) => new($"{_server}: {what}: {Error(ContextError(Context))}");

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_loop != 0)
            Disconnect();
        _loop = 0;
        if (_self.IsAllocated)
            _self.Free();
    }

    private void Connect(string? server)
    {
        const int NoAutospawn = 1;
        _loop = MainLoopNew();
        Context = ContextNew(MainLoopApi(_loop), "StreamHost");
        ContextOnState(Context, &OnState, GCHandle.ToIntPtr(_self));
        if (ContextConnect(Context, server, NoAutospawn, 0) < 0)
            throw Failure("it can't be reached");
        _ = MainLoopStart(_loop);
        WaitUntil(IsConnected, "a connection");
    }

    private bool IsConnected() => ContextState(Context) switch
    {
        PulseContextState.Ready => true,
        PulseContextState.Failed or PulseContextState.Terminated => throw Failure("it can't be reached"),
        _ => false,
    };

    private void Ask(Func<nint> question, string what)
    {
        const int Running = 0;
        nint operation;
        using (Lock())
        {
            _found.Clear();
            operation = question();
            if (operation == 0)
                throw Failure($"it can't be asked for {what}");
        }

        try
        {
            WaitUntil(() => OperationState(operation) != Running, what);
        }
        finally
        {
            using (Lock())
            {
                // Where the answer did not come in time it must not come any more.
                OperationCancel(operation);
                OperationRelease(operation);
            }
        }
    }

    private void Disconnect()
    {
        if (Context != 0)
        {
            using (Lock())
            {
                ContextOnState(Context, null, 0);
                ContextOnEvent(Context, null, 0);
                ContextDisconnect(Context);
                ContextRelease(Context);
                Context = 0;
            }
        }

        MainLoopStop(_loop);
        MainLoopFree(_loop);
    }

    private static PulseConnection From(nint user) => (PulseConnection)GCHandle.FromIntPtr(user).Target!;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnState(nint context, nint user) => From(user).Progress();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnSource(nint context, PulseSourceInfo* info, int end, nint user)
    {
        var connection = From(user);
        if (end == 0)
            connection._found.Add(PulseSource.Copy(info));
        else
            connection.Progress();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnServer(nint context, PulseServerInfo* info, nint user)
    {
        var connection = From(user);
        connection._defaultSource = info is null ? null : Marshal.PtrToStringUTF8(info->DefaultSource);
        connection.Progress();
    }

    /// <summary>The library's thread, held.</summary>
    public readonly ref struct Held
    {
        private readonly nint _loop;

        /// <summary>Holds it.</summary>
        public Held(nint loop)
        {
            _loop = loop;
            MainLoopLock(loop);
        }

        /// <summary>Lets it go.</summary>
        public void Dispose() => MainLoopUnlock(_loop);
    }
}
