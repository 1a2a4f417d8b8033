namespace StreamHost.Training.Scenes;

/// <summary>Where in a clip its word is, by loudness: from the first to the last 30 ms that are less than 25 dB below the loudest.</summary>
/// <param name="Start">Its first sample.</param>
/// <param name="End">The one behind its last.</param>
internal readonly record struct WordSpan(int Start, int End)
{
    private const double Frame = 0.03;
    private const double Threshold = 0.00316;

    /// <summary>Finds it; all of the clip where it is as short as a frame.</summary>
    public static WordSpan Of(ReadOnlySpan<float> clip, double sampleRate)
    {
        var length = (int)(Frame * sampleRate);
        var step = Math.Max(1, length / 3);
        var powers = new List<double>();
        for (var start = 0; start + length <= clip.Length; start += step)
        {
            var power = 0.0;
            foreach (var sample in clip.Slice(start, length))
                power += sample * sample;
            powers.Add(power);
        }

        if (powers.Count == 0)
            return new WordSpan(0, clip.Length);

        var least = powers.Max() * Threshold;
        return new WordSpan(powers.FindIndex(power => power >= least) * step, (powers.FindLastIndex(power => power >= least) * step) + length);
    }
}
