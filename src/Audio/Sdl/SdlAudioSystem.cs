using System.Runtime.InteropServices;
using StreamHost.Audio.Devices;
using StreamHost.Core;

namespace StreamHost.Audio.Sdl;

/// <summary>
/// Microphones through SDL2: on macOS, and wherever there is nothing better. SDL has no names for devices but what users call them, so that
/// is a device's id too; and it tells of neither latency nor moves.
/// </summary>
public sealed unsafe class SdlAudioSystem : IAudioSystem
{
    private const int IsCapture = 1;

    private readonly TimeProvider _time;
    private readonly SdlLibrary _library;

    /// <param name="time">The clock to time sound by.</param>
    /// <exception cref="InputException">SDL2 is not installed.</exception>
    /// <exception cref="WorkFailedException">SDL2 finds no way to the system's sound.</exception>
    public SdlAudioSystem(TimeProvider time) => (_time, _library) = (time, SdlLibrary.Get());

    /// <inheritdoc/>
    public string Name => "sdl";

    /// <inheritdoc/>
    public IReadOnlyList<AudioDevice> List()
    {
        var defaultName = DefaultDevice()?.Name;
        var devices = new List<AudioDevice>();
        for (var i = 0; i < _library.DeviceCount(IsCapture); i++)
        {
            SdlAudioSpec spec = default;
            if (Marshal.PtrToStringUTF8(_library.DeviceName(i, IsCapture)) is { } name && _library.DeviceSpec(i, IsCapture, &spec) == 0)
                devices.Add(new AudioDevice(name, name, spec.Frequency, spec.Channels, name == defaultName));
        }

        return devices;
    }

    /// <inheritdoc/>
    public ICapture Open(string? device, CaptureOptions options)
    {
        options.Validate();
        var known = device is null ? DefaultDevice() : List().FirstOrDefault(d => d.Id == device);
        if (device is not null && known is null)
            throw new WorkFailedException($"SDL has no device {device}");
        return new SdlCapture(_library, known ?? new AudioDevice("default", "the default device", 0, 0, true), device, options, _time);
    }

    /// <summary>The default device; null where SDL does not know it.</summary>
    private AudioDevice? DefaultDevice()
    {
        nint name = 0;
        SdlAudioSpec spec = default;
        if (_library.DefaultInfo is null || _library.DefaultInfo(&name, &spec, IsCapture) != 0)
            return null;

        var text = Marshal.PtrToStringUTF8(name) ?? "the default device";
        _library.Free(name);
        return new AudioDevice(text, text, spec.Frequency, spec.Channels, true);
    }
}
