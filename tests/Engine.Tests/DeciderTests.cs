using StreamHost.Core.Signals;
using StreamHost.Engine.Decision;

namespace StreamHost.Engine.Tests;

public sealed class DeciderTests
{
    [Fact]
    public void Without_options_the_likeliest_label_wins_at_once()
    {
        var decider = Make(new DecisionOptions());
        Assert.Equal((0, true), Decide(decider, 0, 2, 1));
        Assert.Equal((0, false), Decide(decider, 1, 2, 1));
        Assert.Equal((1, true), Decide(decider, 2, 1, 2));
    }

    [Fact]
    public void Below_the_threshold_there_is_no_label()
    {
        var decider = Make(new DecisionOptions { Threshold = 0.9 });
        Assert.Equal((-1, false), Decide(decider, 0, 1, 0));
        Assert.Equal((0, true), Decide(decider, 1, 5, 0));
        Assert.Equal((-1, false), Decide(decider, 2, 1, 0));
        Assert.Equal((0, true), Decide(decider, 3, 5, 0));
    }

    [Fact]
    public void Smoothing_moves_by_event_time()
    {
        var decider = Make(new DecisionOptions { Smoothing = 1 });
        var probabilities = new float[4];
        Assert.True(decider.Decide(0, 0, double.NaN, [10, -10], probabilities, out _, out _));
        Assert.True(decider.Decide(0, UnixTime.Second, 1, [-10, 10], probabilities, out _, out _));
        Assert.Equal(Math.Exp(-1), probabilities[0], 1e-6);
        Assert.Equal(0, probabilities[2], 1e-6);
        Assert.Equal(1, probabilities[0] + probabilities[1], 1e-6);
    }

    [Fact]
    public void Within_the_refractory_time_a_new_label_waits_for_its_onset()
    {
        var decider = Make(new DecisionOptions { Refractory = 2 });
        Assert.Equal((0, true), Decide(decider, 0, 2, 1));
        Assert.Equal((1, false), Decide(decider, 1, 1, 2));
        Assert.Equal((1, true), Decide(decider, 2, 1, 2));
    }

    [Fact]
    public void Scores_that_are_no_numbers_decide_nothing()
    {
        var decider = Make(new DecisionOptions());
        var probabilities = new float[4];
        Assert.False(decider.Decide(0, 0, double.NaN, [float.NaN, 1], probabilities, out var label, out _));
        Assert.Equal(-1, label);
        Assert.Equal((0, true), Decide(decider, 1, 2, 1));
    }

    private static Decider Make(DecisionOptions options)
    {
        var decider = new Decider(options, labels: 2);
        decider.Grow(1);
        return decider;
    }

    private static (int Label, bool IsOnset) Decide(Decider decider, double time, float first, float second)
    {
        Assert.True(decider.Decide(0, (long)(time * UnixTime.Second), 1, [first, second], new float[4], out var label, out var isOnset));
        return (label, isOnset);
    }
}
