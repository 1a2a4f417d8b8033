using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using StreamHost.Audio.Devices;
using StreamHost.Audio.Live;
using StreamHost.Core;
using StreamHost.Engine.Sources;

namespace StreamHost.Host.Sources.Live;

/// <summary>A microphone, or another device that sound is captured from, at its own rate.</summary>
internal sealed record MicrophoneOptions : SourceOptions
{
    /// <summary>The name of the stream.</summary>
    [MinLength(1)]
    public string Stream { get; init; } = "microphone";

    /// <summary>The device, as <c>streamhost list devices</c> names it; default whichever is the system's default.</summary>
    [MinLength(1)]
    public string? Device { get; init; }

    /// <summary>What the device is reached through, as <c>streamhost list devices</c> names it; default the first that is there.</summary>
    [MinLength(1)]
    public string? System { get; init; }

    /// <summary>The one channel to hear, the first being 0, 0 to 63; default the mean of all.</summary>
    [Range(0, 63)]
    public int? Channel { get; init; }

    /// <summary>How much sound the device hands over at a time, 0.001 to 1 s; default 0.005.</summary>
    [Range(0.001, 1.0)]
    public double Block { get; init; } = 0.005;

    /// <summary>How old sound may be when it is heard, 0.1 s or more: what is older is dropped, as a gap, to be live again; default 2.</summary>
    [Range(0.1, 3600.0)]
    public double Backlog { get; init; } = 2;

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsLive => true;

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsSound => true;

    /// <inheritdoc/>
    public override IAudioSource OpenSound(SourceContext context)
    {
        var system = AudioSystems.Create(System, TimeProvider.System);
        if (Device is not null && TryList(system) is { Count: > 0 } devices && devices.All(device => device.Id != Device))
            throw new InputException("source.device", $"{system.Name} has no device {Device}", $"use one of {string.Join(", ", devices.Select(device => device.Id))}, or none for the default");
        return new LiveSoundSource(system, Options, Stream, context);
    }

    /// <inheritdoc/>
    public override IEventSource Open(SourceContext context) => throw new NotSupportedException();

    /// <summary>The devices; null where the system does not answer now.</summary>
    private static IReadOnlyList<AudioDevice>? TryList(IAudioSystem system)
    {
        try
        {
            return system.List();
        }
        catch (WorkFailedException)
        {
            return null;
        }
    }

    private LiveOptions Options => new()
    {
        Device = Device,
        Capture = new CaptureOptions { Block = TimeSpan.FromSeconds(Block) },
        Channels = Channel is { } channel ? ChannelChoice.One(channel) : ChannelChoice.Mean,
        Backlog = TimeSpan.FromSeconds(Backlog),
    };
}
