using StreamHost.Audio.Devices;
using StreamHost.Audio.Rings;
using StreamHost.Core.Sounds;

namespace StreamHost.Audio.RawPcm;

/// <summary>
/// Reads raw samples on a thread of its own, since neither the opening of a pipe nor a read of it can be cut short. Where there is no room
/// it waits, and with it who writes: nothing is lost here.
/// </summary>
internal sealed class RawPcmCapture : ICapture
{
    private static readonly TimeSpan Farewell = TimeSpan.FromMilliseconds(100);

    private readonly SampleFormat _format;
    private readonly Func<Stream> _open;
    private readonly int _blockFrames;
    private readonly TimeProvider _time;
    private readonly CaptureQueue _queue;
    private readonly AutoResetEvent _room = new(false);
    private readonly Thread _reading;
    private volatile bool _isClosed;

    /// <param name="device">What is read; its rate and channels are as the user says.</param>
    /// <param name="format">How samples are written.</param>
    /// <param name="open">Opens it; may wait.</param>
    /// <param name="options">Valid ones.</param>
    /// <param name="time">The clock.</param>
    public RawPcmCapture(AudioDevice device, SampleFormat format, Func<Stream> open, CaptureOptions options, TimeProvider time)
    {
        (Device, _format, _open, _time) = (device, format, open, time);
        _queue = new CaptureQueue(device, options.Buffer);
        _blockFrames = Math.Clamp((int)(options.Block.TotalSeconds * device.SampleRate), 1, _queue.MaxFrames);
        _reading = new Thread(Run) { IsBackground = true, Name = $"reads {device.Name}" };
        _reading.Start();
    }

    /// <inheritdoc/>
    public AudioDevice Device { get; }

    /// <inheritdoc/>
    public int MaxFrames => _queue.MaxFrames;

    /// <inheritdoc/>
    public bool KeepsTime => false;

    /// <inheritdoc/>
    public CaptureRead Read(Span<float> samples, TimeSpan patience)
    {
        var read = _queue.Read(samples, patience);
        _room.Set();
        return read;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isClosed = true;
        _room.Set();

        // A thread that waits for its pipe's writer keeps what it needs until it ends.
        if (_reading.Join(Farewell))
            _queue.Dispose();
    }

    private void Run()
    {
        try
        {
            using var stream = _open();
            ReadAll(stream);
            _queue.Finish(stream is FileStream { CanSeek: false } ? CaptureReadKind.Lost : CaptureReadKind.Ended, "its writer has closed it");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            _queue.Finish(CaptureReadKind.Lost, e.Message.TrimEnd('.'));
        }
    }

    private void ReadAll(Stream stream)
    {
        var frameSize = SampleDecoder.SizeOf(_format) * Device.Channels;
        var bytes = new byte[_blockFrames * frameSize];
        var samples = new float[_blockFrames * Device.Channels];
        var held = 0;
        while (!_isClosed && stream.Read(bytes, held, bytes.Length - held) is var count and > 0)
        {
            held += count;
            var frames = held / frameSize;
            var whole = samples.AsSpan(0, frames * Device.Channels);
            SampleDecoder.Decode(_format, bytes, whole);
            Write(whole);

            // A pipe may end a read within a frame.
            bytes.AsSpan(frames * frameSize, held - (frames * frameSize)).CopyTo(bytes);
            held -= frames * frameSize;
        }
    }

    private void Write(ReadOnlySpan<float> samples)
    {
        var arrival = MonotonicTime.Now(_time);
        while (!_isClosed && !samples.IsEmpty)
        {
            var captured = arrival - MonotonicTime.Duration(samples.Length / Device.Channels, Device.SampleRate);
            samples = samples[_queue.TryWrite(samples, arrival, captured)..];
            if (!samples.IsEmpty)
                _room.WaitOne();
        }
    }
}
