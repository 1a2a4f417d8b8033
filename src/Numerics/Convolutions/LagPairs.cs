namespace StreamHost.Numerics.Convolutions;

/// <summary>
/// The pairs of samples of an irregularly sampled signal of which the later hears the earlier: for each sample in turn the ones up to it, from the
/// oldest that a kernel reaches. There are as many as the square of the samples, or as a kernel's reach allows.
/// </summary>
public sealed class LagPairs
{
    private readonly int[] _first;
    private readonly int[] _oldest;

    /// <summary>Finds them.</summary>
    /// <param name="times">When the samples were, never decreasing.</param>
    /// <param name="reach">The longest lag that counts, at least 0.</param>
    public LagPairs(ReadOnlySpan<double> times, double reach)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(reach);
        (_first, _oldest) = (new int[times.Length + 1], new int[times.Length]);
        var lags = new List<float>();
        var oldest = 0;
        for (var sample = 0; sample < times.Length; sample++)
        {
            while (times[sample] - times[oldest] > reach)
                oldest++;
            (_first[sample], _oldest[sample]) = (lags.Count, oldest);
            for (var earlier = oldest; earlier <= sample; earlier++)
                lags.Add((float)(times[sample] - times[earlier]));
        }

        _first[^1] = lags.Count;
        Lags = [.. lags];
    }

    /// <summary>Samples.</summary>
    public int Samples => _oldest.Length;

    /// <summary>[pairs]: the time between the two of each.</summary>
    public IReadOnlyList<float> Lags { get; }

    /// <summary>[pairs]: the later sample of each.</summary>
    public int[] Later => [.. Enumerable.Range(0, Samples).SelectMany(sample => Enumerable.Repeat(sample, Of(sample).Count))];

    /// <summary>[pairs]: the earlier sample of each.</summary>
    public int[] Earlier => [.. Enumerable.Range(0, Samples).SelectMany(sample => Enumerable.Range(Of(sample).Oldest, Of(sample).Count))];

    /// <summary>The pairs of a sample, and the first of the earlier samples that they are with.</summary>
    internal (int First, int Count, int Oldest) Of(int sample) => (_first[sample], _first[sample + 1] - _first[sample], _oldest[sample]);
}
