using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using NAudio.CoreAudioApi;
using NAudio.Wave;
using StreamHost.Audio.Devices;
using StreamHost.Audio.Rings;

namespace StreamHost.Audio.Wasapi;

/// <summary>A shared capture of an endpoint at its mix format, whose thread writes to the queue.</summary>
[SupportedOSPlatform("windows")]
internal sealed class WasapiSoundCapture : ICapture
{
    /// <summary>Of the counter of performance's units as WASAPI tells them, in ns.</summary>
    private const long CounterUnit = 100;

    private readonly WasapiRecorder _recorder;
    private readonly CaptureQueue _queue;
    private readonly TimeProvider _time;

    /// <param name="endpoint">A microphone, or a loudspeaker for what it plays.</param>
    /// <param name="device">The same as a device.</param>
    /// <param name="options">Valid ones.</param>
    /// <param name="time">The clock.</param>
    public WasapiSoundCapture(MMDevice endpoint, AudioDevice device, CaptureOptions options, TimeProvider time)
    {
        (Device, _time) = (device, time);
        _queue = new CaptureQueue(device, options.Buffer);
        var builder = new WasapiRecorderBuilder()
            .WithDevice(endpoint)
            .WithSharedMode()
            .WithEventSync()
            .WithBufferLength(Math.Max(1, (int)options.Block.TotalMilliseconds))
            .WithFormat(WaveFormat.CreateIeeeFloatWaveFormat(device.SampleRate, device.Channels))
            .WithMmcssThreadPriority();
        _recorder = (endpoint.DataFlow == DataFlow.Render ? builder.WithLoopbackCapture() : builder).Build();
        _recorder.DataAvailable += Take;
        _recorder.RecordingStopped += (_, stopped) => _queue.Finish(CaptureReadKind.Lost, stopped.Exception?.Message.TrimEnd('.') ?? "it has stopped");
        try
        {
            _recorder.StartRecording();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public AudioDevice Device { get; }

    /// <inheritdoc/>
    public int MaxFrames => _queue.MaxFrames;

    /// <inheritdoc/>
    public bool KeepsTime => true;

    /// <inheritdoc/>
    public CaptureRead Read(Span<float> samples, TimeSpan patience) => _queue.Read(samples, patience);

    /// <inheritdoc/>
    public void Dispose()
    {
        _recorder.Dispose();
        _queue.Dispose();
    }

    /// <summary>
    /// Takes a packet. The counter tells when its first frame was heard, on the clock that the system's <see cref="TimeProvider"/> reads
    /// too. [the recorder's thread; allocates nothing]
    /// </summary>
    private void Take(ReadOnlySpan<byte> packet, AudioClientBufferFlags flags, long devicePosition, long counter)
    {
        var samples = MemoryMarshal.Cast<byte, float>(packet);
        var arrival = MonotonicTime.Now(_time);
        var isTimed = !flags.HasFlag(AudioClientBufferFlags.TimestampError) && ReferenceEquals(_time, TimeProvider.System);
        var captured = isTimed ? counter * CounterUnit : arrival - MonotonicTime.Duration(samples.Length / Device.Channels, Device.SampleRate);
        _queue.Write(samples, arrival, captured);
    }
}
