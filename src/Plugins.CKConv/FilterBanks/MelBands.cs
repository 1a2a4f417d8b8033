namespace StreamHost.Plugins.CKConv.FilterBanks;

/// <summary>Overlapping triangular bands whose middles are evenly spaced by mel (Stevens et al., 1937; O'Shaughnessy's formula).</summary>
internal static class MelBands
{
    /// <summary>How much of a tone each band takes, [bands].</summary>
    public static float[] Weights(FilterBankOptions options, double frequency)
    {
        var (lowest, highest) = (Mel(options.Lowest), Mel(options.Highest));
        var width = (highest - lowest) / (options.Bands + 1);
        var place = (Mel(frequency) - lowest) / width;
        var weights = new float[options.Bands];
        for (var band = 0; band < weights.Length; band++)
            weights[band] = (float)Math.Max(0, 1 - Math.Abs(place - band - 1));
        return weights;
    }

    private static double Mel(double frequency) => 2595 * Math.Log10(1 + (frequency / 700));
}
