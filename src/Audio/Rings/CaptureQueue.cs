using StreamHost.Audio.Devices;

namespace StreamHost.Audio.Rings;

/// <summary>
/// What a device has said and its reader has not heard yet: blocks, and what became of the device. One thread of the device writes,
/// one thread reads. Writing allocates nothing and waits for nothing.
/// </summary>
internal sealed class CaptureQueue : IDisposable
{
    /// <summary>Blocks a second for which there is room: devices deliver fewer.</summary>
    private const int BlocksPerSecond = 1000;

    private readonly AudioDevice _device;
    private readonly SampleRing _ring;
    private readonly AutoResetEvent _signal = new(false);
    private int _missing;
    private bool _hasToldMissing;
    private volatile bool _hasMoved;
    private volatile End? _end;

    /// <param name="device">Its rate and channels are those of the samples.</param>
    /// <param name="buffer">How much sound it has room for.</param>
    public CaptureQueue(AudioDevice device, TimeSpan buffer)
    {
        _device = device;
        MaxFrames = Math.Max(1, device.SampleRate / 10);
        _ring = new SampleRing(device.Channels, (int)(buffer.TotalSeconds * device.SampleRate) + MaxFrames, (int)(buffer.TotalSeconds * BlocksPerSecond));
    }

    /// <summary>The most frames that one read gives: a tenth of a second.</summary>
    public int MaxFrames { get; }

    /// <summary>Takes samples; what there is no room for is missing. [device]</summary>
    /// <param name="samples">[frames, channels].</param>
    /// <param name="arrivalTime">Now, in ns on the monotonic clock.</param>
    /// <param name="captureTime">When the first of them was heard, on the same clock.</param>
    public void Write(ReadOnlySpan<float> samples, long arrivalTime, long captureTime)
    {
        var written = TryWrite(samples, arrivalTime, captureTime);
        Miss((samples.Length - written) / _device.Channels);
    }

    /// <summary>Takes as many samples as there is room for, and returns how many those are. [device]</summary>
    public int TryWrite(ReadOnlySpan<float> samples, long arrivalTime, long captureTime)
    {
        var frames = samples.Length / _device.Channels;
        var done = 0;
        while (done < frames)
        {
            var part = Math.Min(MaxFrames, frames - done);
            var mark = new BlockMark(part, _missing, arrivalTime, captureTime + MonotonicTime.Duration(done, _device.SampleRate));
            if (!_ring.TryWrite(mark, samples.Slice(done * _device.Channels, part * _device.Channels)))
                break;
            _missing = 0;
            done += part;
        }

        _signal.Set();
        return done * _device.Channels;
    }

    /// <summary>Says that frames are lost here. [device]</summary>
    public void Miss(int frames) => _missing += frames;

    /// <summary>Says that the device is another one or has another format. [device]</summary>
    public void Move()
    {
        _hasMoved = true;
        _signal.Set();
    }

    /// <summary>Says that nothing more comes; the first reason stays. [device]</summary>
    /// <param name="kind"><see cref="CaptureReadKind.Lost"/> or <see cref="CaptureReadKind.Ended"/>.</param>
    /// <param name="reason">Why.</param>
    public void Finish(CaptureReadKind kind, string reason)
    {
        _end ??= new End(kind, reason);
        _signal.Set();
    }

    /// <inheritdoc cref="ICapture.Read"/>
    public CaptureRead Read(Span<float> samples, TimeSpan patience)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples.Length, MaxFrames * _device.Channels, nameof(samples));
        while (true)
        {
            // Looked at first: what was written before the end is read before it.
            var end = _end;
            if (TryTake(samples, out var read))
                return read;
            if (end is not null)
                return new CaptureRead(end.Kind, Detail: end.Reason);
            if (!_signal.WaitOne(patience))
                return default;
        }
    }

    /// <summary>Frees its memory; the device must have stopped.</summary>
    public void Dispose()
    {
        _ring.Dispose();
        _signal.Dispose();
    }

    private bool TryTake(Span<float> samples, out CaptureRead read)
    {
        read = default;
        if (_hasMoved)
        {
            _hasMoved = false;
            read = new CaptureRead(CaptureReadKind.Moved);
        }
        else if (_ring.TryPeek(out var next) && next.Missing > 0 && !_hasToldMissing)
        {
            _hasToldMissing = true;
            read = new CaptureRead(CaptureReadKind.Overflow, next.Missing);
        }
        else if (_ring.TryRead(samples, out var mark))
        {
            _hasToldMissing = false;
            read = new CaptureRead(CaptureReadKind.Samples, mark.Frames, mark.ArrivalTime, mark.CaptureTime);
        }

        return read.Kind != CaptureReadKind.Nothing;
    }

    private sealed record End(CaptureReadKind Kind, string Reason);
}
