using StreamHost.Audio.Devices;

namespace StreamHost.Audio.Live;

/// <summary>
/// One opening of a device: reads it, keeps its account, and hands blocks, gaps and reports to the stream. Ends where the device must be
/// opened again.
/// </summary>
internal sealed class DeviceSession
{
    /// <summary>How long a read waits. Waits are counted, not timed: after a stop of the whole program the first of them is over at once.</summary>
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);

    /// <summary>A device that has delivered and delivers nothing for so many waits has stalled: known within half a second.</summary>
    private const int StalledWaits = 4;

    /// <summary>A device that was just opened may have to wake up first.</summary>
    private const int WakingWaits = 20;

    private readonly ICapture _capture;
    private readonly AudioDevice _opened;
    private readonly LiveOptions _options;
    private readonly LiveStream _stream;
    private readonly LiveCounters _counters;
    private readonly TimeProvider _time;
    private readonly HeldBlocks _held = new();
    private readonly ZeroWatch _zeros;
    private readonly ClockAccount? _account;
    private readonly int _channels;
    private long _from;
    private int _quietWaits;
    private long _dropped;
    private bool _isBehind;

    /// <param name="capture">An open device; stays the caller's.</param>
    /// <param name="options">Valid ones.</param>
    /// <param name="stream">Where it goes.</param>
    /// <param name="counters">Where to count.</param>
    /// <param name="time">The clock.</param>
    /// <param name="from">Before it nothing is wanted of what the device has heard; in ns on the monotonic clock.</param>
    /// <exception cref="Core.InputException">The device lacks the channel that is to be taken.</exception>
    public DeviceSession(
        ICapture capture, LiveOptions options, LiveStream stream, LiveCounters counters, TimeProvider time, long from = long.MinValue)
    {
        (_capture, _options, _stream, _counters, _time, _from) = (capture, options, stream, counters, time, from);
        _opened = capture.Device;
        _channels = options.Channels.CountOf(_opened.Channels);
        _zeros = new ZeroWatch(_opened.SampleRate);
        _account = capture.KeepsTime ? new ClockAccount(_opened.SampleRate) : null;
    }

    /// <summary>The device.</summary>
    public ICapture Capture => _capture;

    /// <summary>Whether samples have come.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Until when the device has delivered exact zeros, in ns on the monotonic clock; null while it delivers sound.</summary>
    public long? ZerosUntil { get; private set; }

    /// <summary>Reads once.</summary>
    /// <returns>Why the device must be opened again; null to go on.</returns>
    public SessionEnd? Listen()
    {
        // While old sound is dropped nothing is waited for, but where what comes next must be old as well.
        var patience = _dropped == 0 || _isBehind ? Wait : TimeSpan.Zero;
        var read = _capture.Read(_held.Room(_capture.MaxFrames * _opened.Channels), patience);
        if (read.Kind == CaptureReadKind.Samples)
        {
            Take(Wanted(read));
            return null;
        }

        if (read.Kind == CaptureReadKind.Nothing && (_dropped == 0 || _isBehind))
            return Quiet();

        Flush();
        return read.Kind switch
        {
            CaptureReadKind.Nothing => null,
            CaptureReadKind.Overflow => Overflow(read.Frames),
            CaptureReadKind.Moved => Move(),
            CaptureReadKind.Ended => new SessionEnd(null, ""),
            _ => new SessionEnd(LiveEvent.Lost, $"{_opened.Name} is lost: {read.Detail}"),
        };
    }

    /// <summary>Hands on all that has been read, without waiting for what comes next.</summary>
    public void Flush()
    {
        Release();
        FinishDropping();
    }

    /// <summary>A block without what was heard before the session is to begin.</summary>
    private CaptureRead Wanted(in CaptureRead read)
    {
        if (read.CaptureTime >= _from)
        {
            _from = long.MinValue;
            return read;
        }

        var early = (int)Math.Min(read.Frames, MonotonicTime.Frames(_from - read.CaptureTime, _opened.SampleRate));
        var samples = _held.Room(read.Frames * _opened.Channels);
        samples[(early * _opened.Channels)..].CopyTo(samples);
        return read with { Frames = read.Frames - early, CaptureTime = _from };
    }

    private void Take(in CaptureRead read)
    {
        _quietWaits = 0;
        if (read.Frames == 0)
            return;

        _counters.CountReceived(read.Frames);
        var samples = _held.Room(read.Frames * _opened.Channels);
        _options.Channels.Apply(samples, _opened.Channels);
        var hasChanged = _zeros.Add(samples[..(read.Frames * _channels)], read.Frames);
        _held.Add(read.Frames, _channels, read.ArrivalTime, read.CaptureTime);
        if (_account is null)
            Release();
        else if (_account.Add(read.Frames, read.ArrivalTime, read.CaptureTime) is { } missing)
            Decide(missing);
        if (hasChanged)
            ReportZeros();
        ZerosUntil = _zeros.IsZero && _account is not null ? read.CaptureTime + MonotonicTime.Duration(read.Frames, _opened.SampleRate) : null;
    }

    private void Decide(long missing)
    {
        if (missing > 0)
        {
            FinishDropping();
            var first = _account!.Frames - _held.Frames - missing;
            _stream.Gap(missing, GapReason.Missing, _account.TimeOf(first));
            _stream.Report(LiveEvent.Missing, $"{_opened.Name} did not deliver {_stream.Seconds(missing)} of sound");
        }

        _counters.Publish(_account!.DriftPpm, _account.Latency);
        Release();
    }

    /// <summary>Hands on what is held, or drops it where it is too old.</summary>
    private void Release()
    {
        if (_held.Frames == 0)
            return;

        var first = (_account?.Frames ?? 0) - _held.Frames;
        Begin(first);
        var age = _account is null ? 0 : MonotonicTime.Now(_time) - _account.TimeOf(first);
        _isBehind = age > _options.Backlog?.TotalNanoseconds;
        if (_isBehind || _dropped > 0)
            _dropped += _held.Frames;
        else
            HandOn(first);
        _held.Clear();
    }

    /// <summary>What keeps no time, as a pipe, loses nothing either: its frames follow each other.</summary>
    private void HandOn(long first)
    {
        foreach (var block in _held)
        {
            _stream.Samples(block, _account?.TimeOf(first) ?? _stream.End);
            first += block.Frames;
        }
    }

    private void Begin(long first)
    {
        if (HasBegun)
            return;

        HasBegun = true;
        _stream.Report(LiveEvent.Opened, $"{_opened.Name} is heard{Format(_opened)}");
        _stream.Begin(_opened.SampleRate, _channels, _account?.TimeOf(first) ?? _held.Oldest.CaptureTime);
    }

    private void FinishDropping()
    {
        if (_dropped == 0)
            return;

        var first = _account!.Frames - _held.Frames - _dropped;
        _stream.Gap(_dropped, GapReason.Backlog, _account.TimeOf(first));
        _stream.Report(LiveEvent.BacklogDropped, $"{_stream.Seconds(_dropped)} of old sound was dropped to be live again");
        (_dropped, _isBehind) = (0, false);
    }

    private SessionEnd? Quiet()
    {
        if (_account is null || ++_quietWaits < (HasBegun ? StalledWaits : WakingWaits))
            return null;

        Flush();
        return new SessionEnd(LiveEvent.Stalled, $"{_opened.Name} delivers nothing");
    }

    private SessionEnd? Overflow(int frames)
    {
        if (HasBegun)
            _stream.Gap(frames, GapReason.Overflow, _account?.TimeOf(_account.Frames) ?? MonotonicTime.Now(_time));
        _account?.Skip(frames);
        _stream.Report(LiveEvent.Overflow, $"{_stream.Seconds(frames)} of sound was not read in time");
        return null;
    }

    /// <summary>Whoever asked for the default device follows it wherever it goes, unless it delivers in another way there.</summary>
    private SessionEnd? Move()
    {
        var device = _capture.Device;
        var text = $"{_opened.Name} has become {device.Name}{Format(device)}";
        if (_options.Device is not null || !device.HasFormatOf(_opened))
            return new SessionEnd(LiveEvent.Moved, text);

        _stream.Report(LiveEvent.Moved, text);
        return null;
    }

    private static string Format(AudioDevice device) =>
        $" at {device.SampleRate} Hz in {device.Channels} channel{(device.Channels == 1 ? "" : "s")}";

    private void ReportZeros()
    {
        if (_zeros.IsZero)
            _stream.Report(LiveEvent.Zeros, $"{_opened.Name} delivers exact zeros since {_zeros.Length.TotalSeconds:0.0} s: it is muted or broken");
        else
            _stream.Report(LiveEvent.SoundAgain, $"{_opened.Name} delivers sound again");
    }
}

/// <summary>Why a session is over.</summary>
/// <param name="Event">What happened; null at the end of the input.</param>
/// <param name="Text">One line that says it.</param>
internal sealed record SessionEnd(LiveEvent? Event, string Text);
