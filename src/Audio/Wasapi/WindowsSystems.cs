using System.Runtime.Versioning;
using StreamHost.Audio.Wasapi;

namespace StreamHost.Audio.Devices;

/// <content>What Windows alone has.</content>
public static partial class AudioSystems
{
    [SupportedOSPlatform("windows")]
    static partial void AddWindows(Dictionary<string, Func<TimeProvider, IAudioSystem>> systems) =>
        systems.Add("wasapi", time => new WasapiAudioSystem(time));
}
