using StreamHost.Audio.Devices;
using StreamHost.Core;

namespace StreamHost.Audio.Live;

/// <summary>What a live stream is made of, and how much trouble it bears.</summary>
public sealed record LiveOptions
{
    /// <summary>The <see cref="AudioDevice.Id"/> to capture and to come back to; null for whichever is the default.</summary>
    public string? Device { get; init; }

    /// <summary>What is wished of the device.</summary>
    public CaptureOptions Capture { get; init; } = new();

    /// <summary>What becomes of the device's channels.</summary>
    public ChannelChoice Channels { get; init; } = ChannelChoice.All;

    /// <summary>
    /// How old frames may be when they are handed on; older ones are dropped until the newest. 0.1 s or more, null to hear all of it
    /// however late; 2 s unless told: whoever reads a live classification that late has done something else meanwhile.
    /// </summary>
    public TimeSpan? Backlog { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Holds them to their ranges.</summary>
    /// <exception cref="InputException">One is outside.</exception>
    public void Validate()
    {
        Capture.Validate();
        if (Backlog < TimeSpan.FromSeconds(0.1))
            throw new InputException("live backlog", $"{Backlog.Value.TotalSeconds} s is out of range", "give 0.1 s or more");
    }
}
