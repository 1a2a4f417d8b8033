using StreamHost.Training.Datasets;

namespace StreamHost.Training.Loop;

/// <summary>How much each label counts in the loss.</summary>
internal static class ClassWeights
{
    /// <summary>[labels]: all / (labels * own): a label as rare as can be counts as much as the commonest. 0 for one that does not occur.</summary>
    public static float[] Balance(IReadOnlyList<Recording> recordings, int labels)
    {
        var counts = new long[labels];
        foreach (var label in recordings.SelectMany(recording => recording.Labels).Where(label => label >= 0))
            counts[label]++;
        var all = (double)counts.Sum();
        return [.. counts.Select(count => count > 0 ? (float)(all / (labels * count)) : 0)];
    }
}
