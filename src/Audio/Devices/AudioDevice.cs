namespace StreamHost.Audio.Devices;

/// <summary>A microphone, or whatever else a system of sound can be heard from.</summary>
/// <param name="Id">What to open it by; stays the same while it is unplugged.</param>
/// <param name="Name">What a user calls it.</param>
/// <param name="SampleRate">Its native rate in Hz; 0 where it is known only once the device is open.</param>
/// <param name="Channels">Samples of a frame; 0 where that is known only once the device is open.</param>
/// <param name="IsDefault">Whether it is what opens where no device is named.</param>
public sealed record AudioDevice(string Id, string Name, int SampleRate, int Channels, bool IsDefault)
{
    /// <summary>Whether its samples come at the same rate in as many channels.</summary>
    public bool HasFormatOf(AudioDevice other) => SampleRate == other.SampleRate && Channels == other.Channels;
}
