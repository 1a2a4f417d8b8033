using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using NAudio.CoreAudioApi;
using StreamHost.Audio.Devices;
using StreamHost.Core;

namespace StreamHost.Audio.Wasapi;

/// <summary>
/// The microphones of Windows, and what its loudspeakers play (loopback). A device's id is its endpoint's; the default is the default microphone.
/// </summary>
/// <param name="time">The clock to time sound by.</param>
[SupportedOSPlatform("windows")]
public sealed class WasapiAudioSystem(TimeProvider time) : IAudioSystem
{
    /// <inheritdoc/>
    public string Name => "wasapi";

    /// <inheritdoc/>
    public IReadOnlyList<AudioDevice> List() => Try("its devices can't be listed", () =>
    {
        using var endpoints = new MMDeviceEnumerator();
        var defaultId = DefaultMicrophone(endpoints)?.ID;
        return (IReadOnlyList<AudioDevice>)[.. endpoints.EnumerateAudioEndPoints(DataFlow.All, DeviceState.Active).Select(endpoint => Describe(endpoint, defaultId))];
    });

    /// <inheritdoc/>
    public ICapture Open(string? device, CaptureOptions options)
    {
        options.Validate();
        return Try($"{device ?? "the default microphone"} can't be captured", () =>
        {
            using var endpoints = new MMDeviceEnumerator();
            var endpoint = device is null ? DefaultMicrophone(endpoints) : endpoints.GetDevice(device);
            return endpoint is null
                ? throw new WorkFailedException("WASAPI: there is no microphone")
                : new WasapiSoundCapture(endpoint, Describe(endpoint, device is null ? endpoint.ID : null), options, time);
        });
    }

    private static MMDevice? DefaultMicrophone(MMDeviceEnumerator endpoints) =>
        endpoints.TryGetDefaultAudioEndpoint(DataFlow.Capture, Role.Console, out var endpoint) ? endpoint : null;

    private static AudioDevice Describe(MMDevice endpoint, string? defaultId)
    {
        using var client = endpoint.CreateAudioClient();
        var name = endpoint.DataFlow == DataFlow.Render ? $"{endpoint.FriendlyName}, what it plays" : endpoint.FriendlyName;
        return new AudioDevice(endpoint.ID, name, client.MixFormat.SampleRate, client.MixFormat.Channels, endpoint.ID == defaultId);
    }

    private static T Try<T>(string failure, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is COMException or ArgumentException or InvalidOperationException or UnauthorizedAccessException)
        {
            throw new WorkFailedException($"WASAPI: {failure}: {e.Message.TrimEnd('.')}", e);
        }
    }
}
