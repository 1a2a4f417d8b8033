using StreamHost.Core;

namespace StreamHost.Audio.Live;

/// <summary>What becomes of a device's channels: all stay, one is taken, or their mean.</summary>
public sealed record ChannelChoice
{
    private readonly int? _channel;
    private readonly bool _isMean;

    private ChannelChoice(int? channel, bool isMean) => (_channel, _isMean) = (channel, isMean);

    /// <summary>They stay as they are.</summary>
    public static ChannelChoice All { get; } = new(null, false);

    /// <summary>One channel, their mean.</summary>
    public static ChannelChoice Mean { get; } = new(null, true);

    /// <summary>One of them alone.</summary>
    /// <param name="channel">Its number, the first being 0.</param>
    /// <exception cref="InputException">It is negative.</exception>
    public static ChannelChoice One(int channel) => channel >= 0
        ? new ChannelChoice(channel, false)
        : throw new InputException("live channel", $"{channel} is no channel", "give 0 for the first, 1 for the second");

    /// <summary>How many there are of <paramref name="channels"/> after the choice.</summary>
    /// <exception cref="InputException">The device has not the one that is to be taken.</exception>
    public int CountOf(int channels) => _channel >= channels
        ? throw new InputException("live channel", $"the device has {channels} channels, and number {_channel} is not among them", $"give 0 to {channels - 1}")
        : _isMean || _channel is not null ? 1 : channels;

    /// <summary>Applies the choice where the samples stand.</summary>
    /// <param name="samples">[frames, channels]; afterwards its beginning is [frames, channels of the choice].</param>
    /// <param name="channels">The device's.</param>
    internal void Apply(Span<float> samples, int channels)
    {
        if (channels == CountOf(channels))
            return;

        for (var frame = 0; frame < samples.Length / channels; frame++)
        {
            var from = samples.Slice(frame * channels, channels);
            samples[frame] = _channel is { } channel ? from[channel] : Average(from);
        }
    }

    private static float Average(ReadOnlySpan<float> samples)
    {
        var sum = 0f;
        foreach (var sample in samples)
            sum += sample;
        return sum / samples.Length;
    }
}
