using StreamHost.Audio.Devices;
using StreamHost.Core;

namespace StreamHost.Audio.Pulse;

/// <summary>The sources of a PulseAudio or PipeWire server, reached through libpulse. A device's id is its source's name.</summary>
public sealed class PulseAudioSystem : IAudioSystem
{
    private readonly TimeProvider _time;
    private readonly string? _server;

    /// <param name="time">The clock to time sound by.</param>
    /// <param name="server">The server's address, such as <c>unix:/run/user/1000/pulse/native</c>; null for the user's own.</param>
    /// <exception cref="InputException">libpulse is not installed.</exception>
    public PulseAudioSystem(TimeProvider time, string? server = null)
    {
        (_time, _server) = (time, server);
        try
        {
            _ = PulseLibrary.LibraryVersion();
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            throw new InputException(
                "sound system pulse", "libpulse.so.0 is not installed", "install the package libpulse0 (Debian, Ubuntu), pulseaudio-libs (Fedora) or libpulse (Arch)", e);
        }
    }

    /// <inheritdoc/>
    public string Name => "pulse";

    /// <inheritdoc/>
    public IReadOnlyList<AudioDevice> List()
    {
        using var connection = new PulseConnection(_server);
        var defaultSource = connection.DefaultSourceName();
        return [.. connection.Sources().Select(source => source.ToDevice(defaultSource))];
    }

    /// <inheritdoc/>
    public ICapture Open(string? device, CaptureOptions options)
    {
        options.Validate();
        return new PulseCapture(new PulseConnection(_server), device, options, _time);
    }
}
