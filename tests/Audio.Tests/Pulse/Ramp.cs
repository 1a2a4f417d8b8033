namespace StreamHost.Audio.Tests.Pulse;

/// <summary>Sound whose every sample tells its own number, from 1 on: what is heard of it shows where it belongs.</summary>
internal static class Ramp
{
    /// <summary>A power of two, so that numbers below 2^24 are exact.</summary>
    private const float Scale = 1f / (1 << 24);

    public static float[] Samples(int count)
    {
        var samples = new float[count];
        for (var i = 0; i < count; i++)
            samples[i] = (i + 1) * Scale;
        return samples;
    }

    /// <summary>The number of a sample; 0 of silence and of a gap.</summary>
    public static int Number(float sample) => float.IsNaN(sample) ? 0 : (int)(sample / Scale);

    /// <summary>
    /// The farthest that a sample stands from where the first one says it should, in frames. Each is there once at the most, in order.
    /// </summary>
    public static int Farthest(IReadOnlyList<float> heard)
    {
        int? offset = null;
        var (last, farthest) = (0, 0);
        for (var frame = 0; frame < heard.Count; frame++)
        {
            var number = Number(heard[frame]);
            if (number == 0)
                continue;
            offset ??= frame - number;
            Assert.True(number > last, $"Sample {number} comes after {last}.");
            last = number;
            farthest = Math.Max(farthest, Math.Abs(frame - number - offset.Value));
        }

        Assert.NotNull(offset);
        return farthest;
    }
}
