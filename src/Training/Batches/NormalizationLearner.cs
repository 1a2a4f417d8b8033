using StreamHost.Core.Packages;
using StreamHost.Training.Datasets;

namespace StreamHost.Training.Batches;

/// <summary>Learns the mean and the deviation of each value over recordings; what was not measured has no part.</summary>
internal static class NormalizationLearner
{
    public static Normalization Learn(IReadOnlyList<Recording> recordings, int features)
    {
        var mean = new float[features];
        var scale = new float[features];
        for (var feature = 0; feature < features; feature++)
            (mean[feature], scale[feature]) = Moments(recordings, feature, features);
        return new Normalization(mean, scale);
    }

    /// <summary>Two passes in double: the mean, then the deviation from it. A value that never changes keeps its scale.</summary>
    private static (float Mean, float Scale) Moments(IReadOnlyList<Recording> recordings, int feature, int features)
    {
        double sum = 0, squares = 0;
        long count = 0;
        foreach (var value in Measured(recordings, feature, features))
        {
            sum += value;
            count++;
        }

        var mean = count > 0 ? sum / count : 0;
        foreach (var value in Measured(recordings, feature, features))
            squares += (value - mean) * (value - mean);
        var deviation = (float)Math.Sqrt(count > 0 ? squares / count : 0);
        return ((float)mean, deviation > 0 ? deviation : 1);
    }

    private static IEnumerable<double> Measured(IReadOnlyList<Recording> recordings, int feature, int features)
    {
        foreach (var recording in recordings)
        {
            for (var i = feature; i < recording.Values.Length; i += features)
            {
                if (!float.IsNaN(recording.Values[i]))
                    yield return recording.Values[i];
            }
        }
    }
}
