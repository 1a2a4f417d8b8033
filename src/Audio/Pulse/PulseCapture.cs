using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StreamHost.Audio.Devices;
using StreamHost.Audio.Rings;
using StreamHost.Core;
using StreamHost.Core.Signals;

using static StreamHost.Audio.Pulse.PulseLibrary;

namespace StreamHost.Audio.Pulse;

/// <summary>
/// A stream from a source, at the source's rate and channels, so that the server has nothing to resample or remix. The library's thread
/// writes to the queue. Its callbacks for overflows are not asked for: the account of <see cref="Live"/> sees what they tell, and more.
/// </summary>
internal sealed unsafe class PulseCapture : ICapture
{
    private readonly PulseConnection _connection;
    private readonly TimeProvider _time;
    private readonly CaptureQueue _queue;
    private readonly AudioDevice _opened;
    private readonly int _frameSize;
    private GCHandle _self;
    private nint _stream;

    /// <param name="connection">Its own from here on.</param>
    /// <param name="source">The source's name; null for the default.</param>
    /// <param name="options">Valid ones.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="WorkFailedException">There is no such source, or it can't be captured.</exception>
    public PulseCapture(PulseConnection connection, string? source, CaptureOptions options, TimeProvider time)
    {
        (_connection, _time) = (connection, time);
        _self = GCHandle.Alloc(this);
        try
        {
            var found = connection.Source(source ?? DefaultSource)
                ?? throw new WorkFailedException(source is null ? "the sound server has no source" : $"the sound server has no source {source}");
            Device = _opened = found.ToDevice(connection.DefaultSourceName());
            _frameSize = Device.Channels * sizeof(float);
            _queue = new CaptureQueue(Device, options.Buffer);
            Connect(found, source, options);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public AudioDevice Device { get; private set; }

    /// <inheritdoc/>
    public int MaxFrames => _queue.MaxFrames;

    /// <inheritdoc/>
    public bool KeepsTime => true;

    /// <inheritdoc/>
    public CaptureRead Read(Span<float> samples, TimeSpan patience)
    {
        while (true)
        {
            var read = _queue.Read(samples, patience);
            if (read.Kind != CaptureReadKind.Moved)
                return read;
            if (LookAgain() is { } news)
                return news;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_stream != 0)
        {
            using (_connection.Lock())
            {
                StreamOnState(_stream, null, 0);
                StreamOnRead(_stream, null, 0);
                StreamOnMoved(_stream, null, 0);
                StreamOnSuspended(_stream, null, 0);
                _ = StreamDisconnect(_stream);
                StreamRelease(_stream);
                _stream = 0;
            }
        }

        _connection.Dispose();
        _queue?.Dispose();
        if (_self.IsAllocated)
            _self.Free();
    }

    private void Connect(PulseSource source, string? name, CaptureOptions options)
    {
        const uint SourceEvents = 0x0002;
        var user = GCHandle.ToIntPtr(_self);
        var spec = new PulseSampleSpec { Format = PulseSampleSpec.NativeFloat, Rate = (uint)source.SampleRate, Channels = (byte)source.Channels };
        var attributes = new PulseBufferAttributes
        {
            MaxLength = Bytes(options.Buffer),
            FragmentSize = Bytes(options.Block),
            TargetLength = uint.MaxValue,
            PreBuffer = uint.MaxValue,
            MinimumRequest = uint.MaxValue,
        };
        using (_connection.Lock())
        {
            _stream = StreamNew(_connection.Context, "capture", spec, source.Map);
            if (_stream == 0)
                throw _connection.Failure($"no stream for {source.Name}");
            StreamOnState(_stream, &OnState, user);
            StreamOnRead(_stream, &OnRead, user);
            StreamOnMoved(_stream, &OnMoved, user);
            StreamOnSuspended(_stream, &OnSuspended, user);
            ContextOnEvent(_connection.Context, &OnSourceEvent, user);
            var subscription = Subscribe(_connection.Context, SourceEvents, 0, 0);
            if (subscription == 0)
                throw _connection.Failure("it tells of no changes");
            OperationRelease(subscription);

            // Without a name the stream follows the default source wherever the user moves it.
            const PulseStreamFlags Flags = PulseStreamFlags.AdjustLatency | PulseStreamFlags.AutoTimingUpdate | PulseStreamFlags.InterpolateTiming;
            if (StreamConnect(_stream, name, attributes, Flags) < 0)
                throw _connection.Failure($"{source.Name} can't be captured");
        }

        _connection.WaitUntil(IsConnected, $"a stream from {source.Name}");
    }

    private bool IsConnected() => StreamState(_stream) switch
    {
        PulseStreamState.Ready => true,
        PulseStreamState.Failed or PulseStreamState.Terminated => throw _connection.Failure($"{Device.Id} can't be captured"),
        _ => false,
    };

    private uint Bytes(TimeSpan duration) => (uint)((long)(duration.TotalSeconds * _opened.SampleRate) * _frameSize);

    /// <summary>After a sign that something about a source is new: what it is; null where it is no matter, such as its volume.</summary>
    private CaptureRead? LookAgain()
    {
        try
        {
            string? name;
            using (_connection.Lock())
            {
                name = Marshal.PtrToStringUTF8(StreamDeviceName(_stream));
            }

            var source = name is null ? null : _connection.Source(name);
            if (source is null)
                return new CaptureRead(CaptureReadKind.Lost, Detail: $"{Device.Id} is gone");

            var device = source.ToDevice(Device.IsDefault ? source.Name : null);
            var hasMoved = device.Id != Device.Id || !device.HasFormatOf(Device);
            Device = device;
            return hasMoved ? new CaptureRead(CaptureReadKind.Moved) : null;
        }
        catch (WorkFailedException e)
        {
            return new CaptureRead(CaptureReadKind.Lost, Detail: e.Message);
        }
    }

    /// <summary>Empties what the library holds into the queue. [the library's thread; allocates nothing]</summary>
    private void TakeAll()
    {
        var arrival = MonotonicTime.Now(_time);
        while (true)
        {
            var age = Age();
            if (StreamPeek(_stream, out var data, out var bytes) != 0 || bytes == 0)
                return;

            // A hole of the server's has a length and no samples.
            var frames = (int)(bytes / (nuint)_frameSize);
            if (data == 0)
                _queue.Miss(frames);
            else
                _queue.Write(new ReadOnlySpan<float>((void*)data, frames * _opened.Channels), arrival, arrival - (age ?? MonotonicTime.Duration(frames, _opened.SampleRate)));
            _ = StreamDrop(_stream);
        }
    }

    /// <summary>How old the next frame is, in ns; null where the library does not know yet.</summary>
    private long? Age()
    {
        const long Microsecond = UnixTime.Second / 1_000_000;
        return StreamLatency(_stream, out var latency, out var isNegative) == 0 && isNegative == 0 ? (long)latency * Microsecond : null;
    }

    private static PulseCapture From(nint user) => (PulseCapture)GCHandle.FromIntPtr(user).Target!;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnRead(nint stream, nuint bytes, nint user) => From(user).TakeAll();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnState(nint stream, nint user)
    {
        var capture = From(user);
        if (StreamState(stream) is PulseStreamState.Failed or PulseStreamState.Terminated)
            capture._queue.Finish(CaptureReadKind.Lost, Error(ContextError(capture._connection.Context)));
        capture._connection.Progress();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnMoved(nint stream, nint user) => From(user)._queue.Move();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnSuspended(nint stream, nint user)
    {
        if (StreamIsSuspended(stream) == 1)
            From(user)._queue.Finish(CaptureReadKind.Lost, "the source was suspended");
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnSourceEvent(nint context, uint type, uint index, nint user) => From(user)._queue.Move();
}
