using StreamHost.Training.Datasets;

namespace StreamHost.Training.Loop;

/// <summary>How much each label counts in the loss.</summary>
internal static class ClassWeights
{
    /// <summary>[labels]: all / (labels * own): a label as rare as can be counts as much as the commonest. 0 for one that does not occur.</summary>
    /// <param name="recordings">The training part.</param>
    /// <param name="labels">How many labels there are.</param>
    /// <param name="everyEvent">Whether what counts is events, or recordings by the label of their last.</param>
    public static float[] Balance(IReadOnlyList<Recording> recordings, int labels, bool everyEvent)
    {
        var counts = new long[labels];
        foreach (var label in recordings.SelectMany(recording => everyEvent ? recording.Labels : [recording.Label]).Where(label => label >= 0))
            counts[label]++;
        var all = (double)counts.Sum();
        return [.. counts.Select(count => count > 0 ? (float)(all / (labels * count)) : 0)];
    }
}
