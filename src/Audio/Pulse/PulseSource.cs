using System.Runtime.InteropServices;
using StreamHost.Audio.Devices;

namespace StreamHost.Audio.Pulse;

/// <summary>A source of the server, as it was when it was asked.</summary>
internal sealed record PulseSource(string Name, string Description, int SampleRate, int Channels, PulseChannelMap Map)
{
    /// <summary>Copies what the server lends for the duration of a callback.</summary>
    public static unsafe PulseSource Copy(PulseSourceInfo* info)
    {
        var name = Marshal.PtrToStringUTF8(info->Name) ?? "";
        return new PulseSource(
            name, Marshal.PtrToStringUTF8(info->Description) ?? name, (int)info->SampleSpec.Rate, info->SampleSpec.Channels, info->ChannelMap);
    }

    /// <summary>The source as a device.</summary>
    public AudioDevice ToDevice(string? defaultSource) => new(Name, Description, SampleRate, Channels, Name == defaultSource);
}
