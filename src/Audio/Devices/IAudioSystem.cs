using StreamHost.Core;

namespace StreamHost.Audio.Devices;

/// <summary>A way to reach devices: a sound server, the operating system's interface, a pipe. Usable from any thread.</summary>
public interface IAudioSystem
{
    /// <summary>The word for it in a preset and in reports, such as "pulse".</summary>
    string Name { get; }

    /// <summary>The devices that are there now.</summary>
    /// <exception cref="WorkFailedException">The system does not answer.</exception>
    IReadOnlyList<AudioDevice> List();

    /// <summary>Starts to capture at the device's native rate and channels. May take seconds.</summary>
    /// <param name="device">An <see cref="AudioDevice.Id"/>; null for the default device.</param>
    /// <param name="options">What is wished of it.</param>
    /// <exception cref="WorkFailedException">The system does not answer, or the device is not there or can't be opened now: later it may.</exception>
    /// <exception cref="InputException">It can never be opened.</exception>
    ICapture Open(string? device, CaptureOptions options);
}
