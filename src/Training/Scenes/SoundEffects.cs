using System.Numerics.Tensors;
using StreamHost.Numerics.Randomness;

namespace StreamHost.Training.Scenes;

/// <summary>What happens to sounds between a mouth and a file.</summary>
internal static class SoundEffects
{
    private const int FilterReach = 24;

    /// <summary>A ratio of amplitudes, from dB.</summary>
    public static float Amplitude(double decibels) => (float)Math.Pow(10, decibels / 20);

    /// <summary>The root of the mean of the squares; 0 of nothing.</summary>
    public static double Loudness(ReadOnlySpan<float> sound)
    {
        var sum = 0.0;
        foreach (var sample in sound)
            sum += (double)sample * sample;
        return sound.Length > 0 ? Math.Sqrt(sum / sound.Length) : 0;
    }

    /// <summary>The sound so many times as fast, and so much higher (Catmull-Rom between the samples).</summary>
    public static float[] Faster(ReadOnlySpan<float> sound, double times)
    {
        var faster = new float[(int)(sound.Length / times)];
        for (var i = 0; i < faster.Length; i++)
        {
            var place = i * times;
            var left = (int)place;
            var t = (float)(place - left);
            var (a, b, c, d) = (At(sound, left - 1), At(sound, left), At(sound, left + 1), At(sound, left + 2));
            faster[i] = b + (0.5f * t * (c - a + (t * ((2 * a) - (5 * b) + (4 * c) - d + (t * ((3 * (b - c)) + d - a))))));
        }

        return faster;
    }

    /// <summary>Adds a sound from a place on, whatever of it lies inside, faded in and out over 5 ms.</summary>
    public static void Mix(ReadOnlySpan<float> sound, Span<float> into, int place, float amplitude, double sampleRate)
    {
        var fade = Math.Max(1, (int)(0.005 * sampleRate));
        for (var i = Math.Max(0, -place); i < sound.Length && place + i < into.Length; i++)
            into[place + i] += sound[i] * amplitude * Math.Min(1, Math.Min(i + 1, sound.Length - i) / (float)fade);
    }

    /// <summary>Adds noise of a loudness: white, or with more of its power the lower.</summary>
    /// <param name="into">Where to.</param>
    /// <param name="loudness">The root of its mean square.</param>
    /// <param name="color">0 for white to below 1, the share of the last sample that the next one keeps.</param>
    /// <param name="random">Draws it.</param>
    public static void AddNoise(Span<float> into, double loudness, double color, RandomSource random)
    {
        // Even numbers between -1 and 1 have a variance of 1/3; a share kept makes it 1 / (1 - share^2) times that.
        var amplitude = loudness * Math.Sqrt(3 * (1 - (color * color)));
        var last = 0.0;
        foreach (ref var sample in into)
        {
            last = (color * last) + (amplitude * ((2 * random.NextDouble()) - 1));
            sample += (float)last;
        }
    }

    /// <summary>Takes out what lies above a frequency, with a Hann-windowed sinc.</summary>
    public static void LowPass(Span<float> sound, double frequency, double sampleRate)
    {
        var taps = new float[(2 * FilterReach) + 1];
        for (var i = -FilterReach; i <= FilterReach; i++)
        {
            var x = 2 * frequency / sampleRate * i;
            var sinc = i == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);
            taps[i + FilterReach] = (float)(2 * frequency / sampleRate * sinc * 0.5 * (1 + Math.Cos(Math.PI * i / (FilterReach + 1))));
        }

        var padded = new float[sound.Length + (2 * FilterReach)];
        sound.CopyTo(padded.AsSpan(FilterReach));
        sound.Clear();
        for (var tap = 0; tap < taps.Length; tap++)
            TensorPrimitives.MultiplyAdd(padded.AsSpan(tap, sound.Length), taps[tap], sound, sound);
    }

    private static float At(ReadOnlySpan<float> sound, int index) => (uint)index < (uint)sound.Length ? sound[index] : 0;
}
