using StreamHost.Numerics.Randomness;
using StreamHost.Training.Datasets;

namespace StreamHost.Training.Scenes;

/// <summary>Scenes of one word each, as <see cref="SceneOptions"/> say.</summary>
/// <param name="options">How.</param>
/// <param name="sampleRate">Of all sounds, in Hz.</param>
/// <param name="sounds">Sounds without any of the words, each of which is heard in scenes of its own too.</param>
/// <param name="reversed">Words turned round, heard beside others.</param>
internal sealed class WordScenes(SceneOptions options, double sampleRate, IReadOnlyList<Recording> sounds, IEnumerable<Recording> reversed) : ISceneComposer
{
    /// <summary>What a microphone of its own adds, in dB below full scale.</summary>
    private const double SoftestFloor = -95;
    private const double LoudestFloor = -60;

    private const double JudgedFloor = -80;
    private const double JudgedBefore = 0.5;
    private const double JudgedAfter = 0.6;

    /// <summary>Seconds before the end of a word from which its label holds.</summary>
    private const double Early = 0.04;

    /// <summary>Seconds in which a label may still hold.</summary>
    private const double Late = 0.2;

    private readonly IReadOnlyList<Recording> _others = [.. sounds, .. reversed];

    /// <inheritdoc/>
    public IReadOnlyList<Recording> Pieces { get; } =
        [.. sounds.SelectMany(sound => sound.Values.Chunk((int)Math.Round(options.Seconds * sampleRate)).Select(piece => sound with { Values = piece, Labels = [0] }))];

    /// <inheritdoc/>
    public int Length { get; } = (int)Math.Round(options.Seconds * sampleRate);

    /// <inheritdoc/>
    public void Compose(Recording recording, RandomSource random, Span<float> values, Span<int> labels)
    {
        values.Clear();
        labels.Clear();
        var word = SoundEffects.Faster(recording.Values, Math.Exp(options.Speed * Between(random, -1, 1)));
        var span = WordSpan.Of(word, sampleRate);
        var spoken = span.End - span.Start;
        var end = Math.Min(values.Length, spoken) + (int)(random.NextDouble() * Math.Max(0, values.Length - spoken));
        SoundEffects.Mix(word, values, end - span.End, 1, sampleRate);
        if (recording.Label > 0)
            Label(labels, values.Length / labels.Length, end - spoken, end, recording.Label);

        var loudness = SoundEffects.Loudness(word.AsSpan(span.Start, spoken));
        if (random.NextDouble() < options.Others && _others.Count > 0)
            AddOther(values, end - spoken, end, loudness, random);
        if (random.NextDouble() < 0.7)
            SoundEffects.AddNoise(values, loudness * SoundEffects.Amplitude(-options.Noise - (45 * random.NextDouble())), Color(random), random);
        var gain = SoundEffects.Amplitude(options.Gain * Between(random, -1, 1));
        foreach (ref var value in values)
            value *= gain;
        if (random.NextDouble() < options.LowRate)
            SoundEffects.LowPass(values, sampleRate * Between(random, 0.21, 0.48), sampleRate);
        else
            SoundEffects.AddNoise(values, SoundEffects.Amplitude(Between(random, SoftestFloor, LoudestFloor)), color: 0, random);
    }

    /// <inheritdoc/>
    public Recording Judged(Recording recording)
    {
        var rate = recording.SampleRate;
        var before = (int)(JudgedBefore * rate);
        var values = new float[before + recording.Count + (int)(JudgedAfter * rate)];
        recording.Values.CopyTo(values, before);
        SoundEffects.AddNoise(values, SoundEffects.Amplitude(JudgedFloor), color: 0, new RandomSource((ulong)recording.Count));
        return recording with { Values = values };
    }

    /// <summary>From a little before its end on a word has its label; while it is spoken, and for a while after, there is none to learn.</summary>
    private void Label(Span<int> labels, int stride, int start, int end, int label)
    {
        for (var i = 0; i < labels.Length; i++)
        {
            var heard = (i + 1) * stride;
            if (heard <= (start + end) / 2)
                continue;

            var after = (heard - end) / sampleRate;
            if (after >= -Early && after <= options.Hold)
                labels[i] = label;
            else if (after <= options.Hold + Late)
                labels[i] = -1;
        }
    }

    /// <summary>Another sound: most often beside the word, else under it and softer.</summary>
    private void AddOther(Span<float> values, int start, int end, double loudness, RandomSource random)
    {
        var other = _others[random.NextInt(_others.Count)].Values;
        var excerpt = other.AsSpan(random.NextInt(Math.Max(1, other.Length - values.Length)));
        excerpt = excerpt[..Math.Min(values.Length, excerpt.Length)];
        var level = loudness / Math.Max(1e-9, SoundEffects.Loudness(excerpt));
        if (random.NextDouble() < 0.3)
        {
            SoundEffects.Mix(excerpt, values, 0, (float)level * SoundEffects.Amplitude(Between(random, -30, -8)), sampleRate);
            return;
        }

        var amplitude = (float)level * SoundEffects.Amplitude(Between(random, -10, 6));
        var gap = (int)(sampleRate * Between(random, 0.02, 0.2));
        SoundEffects.Mix(excerpt[..Math.Clamp(start - gap, 0, excerpt.Length)], values, 0, amplitude, sampleRate);
        var behind = Math.Min(values.Length, end + (int)(options.Hold * sampleRate * random.NextDouble()) + gap);
        SoundEffects.Mix(excerpt[..Math.Min(excerpt.Length, values.Length - behind)], values, behind, amplitude, sampleRate);
    }

    private static double Color(RandomSource random) => random.NextInt(3) switch { 0 => 0, 1 => 0.9, _ => 0.99 };

    private static double Between(RandomSource random, double low, double high) => low + ((high - low) * random.NextDouble());
}
