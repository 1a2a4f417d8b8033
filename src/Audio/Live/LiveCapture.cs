using StreamHost.Audio.Devices;
using StreamHost.Core;

namespace StreamHost.Audio.Live;

/// <summary>
/// One endless stream from a device that may stall, overflow, vanish, move, come back and change its rate. Opens the device, keeps an account
/// of what should have come against what came, and opens it again as often as need be. What its consumer reads has no unmarked
/// seam: every frame since the first is in a block of samples or in a gap. One thread reads and disposes.
/// </summary>
public sealed class LiveCapture : IDisposable
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// While there is no device the gap follows the clock at this distance, in ns: a device that comes back may deliver what it heard shortly
    /// before.
    /// </summary>
    private const long OutageMargin = 500_000_000;

    /// <summary>And in steps of this, in ns.</summary>
    private const long OutageStep = 500_000_000;

    /// <summary>A device that was only moved to another socket is there again by then.</summary>
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);

    /// <summary>A device that comes back after an hour is not waited for longer than this.</summary>
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    /// <summary>Zeros that last as long as this are looked into.</summary>
    private static readonly TimeSpan FirstProbe = TimeSpan.FromMilliseconds(500);

    /// <summary>A microphone that is muted for an hour is not looked into more often than this.</summary>
    private static readonly TimeSpan RarestProbe = TimeSpan.FromSeconds(30);

    private readonly LiveOptions _options;
    private readonly TimeProvider _time;
    private readonly DeviceDoor _door;
    private readonly ZeroProbe _probe;
    private readonly LiveStream _stream;
    private DeviceSession? _session;
    private string? _failure;
    private long _filled;
    private bool _isEnded;

    /// <param name="system">Where the device is; its times must come from <paramref name="time"/>.</param>
    /// <param name="options">What to capture.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="InputException">An option is out of range.</exception>
    public LiveCapture(IAudioSystem system, LiveOptions options, TimeProvider time)
        : this(system, options, time, TaskScheduler.Default)
    {
    }

    /// <summary>The same with the threads that devices are opened and closed on.</summary>
    internal LiveCapture(IAudioSystem system, LiveOptions options, TimeProvider time, TaskScheduler threads)
    {
        options.Validate();
        (_options, _time) = (options, time);
        _door = new DeviceDoor(system, options, time, threads, FirstDelay, LongestDelay);
        _probe = new ZeroProbe(new DeviceDoor(system, options, time, threads, FirstProbe, RarestProbe), options.Channels);
        _stream = new LiveStream(time, Counters);
    }

    /// <summary>The account of the stream; readable from any thread.</summary>
    public LiveCounters Counters { get; } = new();

    /// <summary>The device that is captured; null while there is none.</summary>
    public AudioDevice? Device => _session?.Capture.Device;

    /// <summary>
    /// Waits for the next piece: a block is there as soon as the device delivered it, and nothing is allocated for it. The first piece
    /// with frames follows a <see cref="LivePieceKind.Segment"/>.
    /// </summary>
    /// <param name="piece">The piece; its samples are valid until the next call.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <returns>False at the end of an input that has one, or where <paramref name="stop"/> asks for it.</returns>
    /// <exception cref="InputException">The device lacks a channel that is to be taken, or can never be opened.</exception>
    public bool Read(out LivePiece piece, CancellationToken stop)
    {
        while (!_stream.TryTake(out piece))
        {
            if (_isEnded || stop.IsCancellationRequested)
                return false;
            if (_session is null)
                Seek();
            else if (_session.Listen() is { } end)
                Leave(end);
            else
                LookIntoZeros();
        }

        return true;
    }

    /// <summary>Closes the device; one that does not let itself be closed is left behind after 2 s.</summary>
    public void Dispose()
    {
        _door.Abandon();
        _probe.Stop();
        CloseSession();
    }

    private void Seek()
    {
        FillOutage();
        try
        {
            if (_door.TryOpen(Wait) is not { } capture)
                return;
            Enter(capture);
        }
        catch (WorkFailedException e)
        {
            _door.PutOff();
            if (e.Message != _failure)
                _stream.Report(LiveEvent.OpenFailed, e.Message);
            _failure = e.Message;
        }
    }

    private void Enter(ICapture capture, long from = long.MinValue)
    {
        try
        {
            _session = new DeviceSession(capture, _options, _stream, Counters, _time, from);
            _failure = null;
        }
        catch
        {
            _door.Close(capture);
            throw;
        }
    }

    private void LookIntoZeros()
    {
        if (_session!.ZerosUntil is not { } until)
            _probe.Stop();
        else if (_probe.Look(_session.Capture.Device, until) is { } other)
            GoOnWith(other);
    }

    /// <summary>Takes another opening of the device for the one that is stuck, which may well hang in closing and is not waited for.</summary>
    private void GoOnWith(ICapture other)
    {
        var stuck = _session!;
        stuck.Flush();
        _stream.Report(LiveEvent.Stuck, $"{stuck.Capture.Device.Name} delivers zeros to one opening and sound to another, which is heard from here on");
        _stream.Break();
        Enter(other, _stream.End);
        _door.LetGo(stuck.Capture);
        _probe.Stop();
    }

    private void Leave(SessionEnd end)
    {
        _probe.Stop();
        if (_session!.HasBegun)
            _door.Succeed();
        _isEnded = end.Event is null;
        if (end.Event is { } what)
            _stream.Report(what, end.Text);
        _stream.Break();
        CloseSession();
        _door.PutOff();
    }

    private void CloseSession()
    {
        if (_session is { } session && !_door.Close(session.Capture))
            _stream.Report(LiveEvent.CloseAbandoned, $"{session.Capture.Device.Name} could not be closed and is left behind");
        _session = null;
    }

    private void FillOutage()
    {
        var until = MonotonicTime.Now(_time) - OutageMargin;
        if (until - _filled < OutageStep)
            return;

        _filled = until;
        _stream.Fill(until);
    }
}
