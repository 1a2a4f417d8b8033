using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using StreamHost.Audio.Devices;
using StreamHost.Audio.Rings;
using StreamHost.Core;

namespace StreamHost.Audio.Sdl;

/// <summary>A capture through SDL2, whose thread writes to the queue.</summary>
internal sealed unsafe class SdlCapture : ICapture
{
    private const int UsualRate = 48_000;

    /// <summary>SDL hands over one block each time that its thread is woken: with shorter ones it falls behind on a busy machine.</summary>
    private static readonly TimeSpan ShortestBlock = TimeSpan.FromMilliseconds(20);

    private readonly SdlLibrary _library;
    private readonly TimeProvider _time;
    private readonly CaptureQueue _queue;
    private GCHandle _self;
    private uint _device;

    /// <param name="library">SDL.</param>
    /// <param name="device">What is known of the device; a rate or channels of 0 are found out.</param>
    /// <param name="name">What to open; null for the default.</param>
    /// <param name="options">Valid ones.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="WorkFailedException">It can't be opened.</exception>
    public SdlCapture(SdlLibrary library, AudioDevice device, string? name, CaptureOptions options, TimeProvider time)
    {
        (_library, _time) = (library, time);
        _self = GCHandle.Alloc(this);
        try
        {
            Device = Open(device, name, options.Block > ShortestBlock ? options.Block : ShortestBlock);
            _queue = new CaptureQueue(Device, options.Buffer);
            library.Pause(_device, 0);
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
    public CaptureRead Read(Span<float> samples, TimeSpan patience)
    {
        // A device that is gone goes on calling back with zeros: only its status tells.
        if (_library.Status(_device) == SdlLibrary.Stopped)
            _queue.Finish(CaptureReadKind.Lost, "SDL says that it has stopped");
        return _queue.Read(samples, patience);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_device != 0)
            _library.Close(_device);
        _device = 0;
        _queue?.Dispose();
        if (_self.IsAllocated)
            _self.Free();
    }

    private AudioDevice Open(AudioDevice device, string? name, TimeSpan block)
    {
        var rate = device.SampleRate > 0 ? device.SampleRate : UsualRate;
        var wanted = new SdlAudioSpec
        {
            Frequency = rate,
            Format = SdlAudioSpec.NativeFloat,
            Channels = (byte)Math.Max(1, device.Channels),
            Samples = (ushort)Math.Min(1 << 15, BitOperations.RoundUpToPowerOf2((uint)(block.TotalSeconds * rate))),
            Callback = &OnBlock,
            User = GCHandle.ToIntPtr(_self),
        };
        SdlAudioSpec got;
        fixed (byte* utf8 = name is null ? null : Encoding.UTF8.GetBytes(name + '\0'))
        {
            _device = _library.Open(utf8, 1, &wanted, &got, SdlLibrary.AllowFrequencyAndChannels);
        }

        if (_device == 0)
            throw _library.Failure($"{device.Name} can't be opened");
        return device with { SampleRate = got.Frequency, Channels = got.Channels };
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnBlock(nint user, byte* data, int bytes)
    {
        var capture = (SdlCapture)GCHandle.FromIntPtr(user).Target!;
        var samples = new ReadOnlySpan<float>(data, bytes / sizeof(float));
        var arrival = MonotonicTime.Now(capture._time);
        capture._queue.Write(samples, arrival, arrival - MonotonicTime.Duration(samples.Length / capture.Device.Channels, capture.Device.SampleRate));
    }
}
