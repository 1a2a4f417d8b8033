using StreamHost.Core.Signals;
using StreamHost.Training.Datasets;
using StreamHost.Training.Metrics;
using StreamHost.Training.Networks;
using StreamHost.Training.Tests.Loop;

namespace StreamHost.Training.Tests.Metrics;

public sealed class EvaluatorTests
{
    /// <summary>A linear network that says label 1 for a positive value and label 0 for a negative one.</summary>
    private static INetwork Sign()
    {
        var network = new LinearTrainer().CreateNetwork(new NetworkRequest
        {
            Architecture = System.Text.Json.JsonElement.Parse("{}"), Features = ["x"], Labels = ["minus", "plus"], Seed = 1,
        });
        network.Parameters[0].Tensor.Values[0] = -1;
        network.Parameters[0].Tensor.Values[1] = 1;
        return network;
    }

    [Fact]
    public void Every_event_counts_for_the_time_until_the_next()
    {
        var recording = Make([0, 1, 4, 5, 15], [-1, 1, -1, 1, 1], [0, 0, 1, 1, 1]);
        var evaluation = Evaluator.Evaluate(Sign(), [recording], 1, ["minus", "plus"], everyEvent: true, settle: 0);
        Assert.Equal(3 / 5.0, evaluation.Events.Accuracy);
        Assert.Equal(11 / 15.0, evaluation.Seconds!.Accuracy, 12);
        Assert.Equal(3, evaluation.Seconds[0, 1]);
        Assert.Equal(1, evaluation.Seconds[1, 0]);
        var right = Math.Log(1 + Math.Exp(-2));
        Assert.Equal(((3 * right) + (2 * (right + 2))) / 5, evaluation.Loss, 5);
    }

    [Fact]
    public void What_settles_or_has_no_label_does_not_count()
    {
        var recording = Make([0, 1, 4, 5, 15], [-1, 1, -1, 1, 1], [0, 0, 1, 1, -1]);
        var evaluation = Evaluator.Evaluate(Sign(), [recording], 1, ["minus", "plus"], everyEvent: true, settle: 1);
        Assert.Equal(2, evaluation.Events.Total);
        Assert.Equal(10 / 13.0, evaluation.Accuracy, 12);
    }

    [Fact]
    public void A_recording_with_one_label_is_judged_at_its_last_event()
    {
        Recording[] recordings = [Make([0, 1], [1, -1], [0]), Make([0], [1], [0]), Make([0, 1, 2], [-1, -1, 1], [1])];
        var evaluation = Evaluator.Evaluate(Sign(), recordings, 1, ["minus", "plus"], everyEvent: false, settle: 0);
        Assert.Equal(2 / 3.0, evaluation.Accuracy, 12);
        Assert.Null(evaluation.Seconds);
    }

    private static Recording Make(double[] seconds, float[] values, int[] labels) => new()
    {
        Name = "r",
        Times = [.. seconds.Select(second => (long)(second * UnixTime.Second))],
        Values = values,
        Labels = labels,
    };
}
