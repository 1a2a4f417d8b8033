using StreamHost.Audio.Live;
using StreamHost.Core;

namespace StreamHost.Audio.Tests.Live;

public sealed class ChannelChoiceTests
{
    [Fact]
    public void Channels_stay_or_become_one_of_them_or_their_mean()
    {
        Assert.Equal([1, 3, 2, 6], Apply(ChannelChoice.All));
        Assert.Equal([3, 6], Apply(ChannelChoice.One(1)));
        Assert.Equal([2, 4], Apply(ChannelChoice.Mean));
    }

    [Fact]
    public void A_channel_that_the_device_lacks_is_refused_by_number()
    {
        var refused = Assert.Throws<InputException>(() => ChannelChoice.One(2).CountOf(2));
        Assert.Contains("has 2 channels, and number 2 is not among them; give 0 to 1", refused.Message, StringComparison.Ordinal);
        Assert.Throws<InputException>(() => ChannelChoice.One(-1));
    }

    private static float[] Apply(ChannelChoice choice)
    {
        float[] samples = [1, 3, 2, 6];
        choice.Apply(samples, 2);
        return samples[..(2 * choice.CountOf(2))];
    }
}
