using StreamHost.Numerics.Randomness;
using StreamHost.Training.Datasets;
using StreamHost.Training.Scenes;

namespace StreamHost.Training.Tests.Scenes;

public sealed class WordScenesTests
{
    private const int Rate = 8000;
    private const int Stride = 80;

    /// <summary>A word, half a second of tone, with quiet before and after it.</summary>
    private static Recording Word(int label) => new()
    {
        Name = "word",
        Times = [],
        Values = [.. new float[1600], .. Enumerable.Range(0, 4000).Select(i => (float)(0.3 * Math.Sin(0.5 * i))), .. new float[2400]],
        Labels = [label],
        SampleRate = Rate,
    };

    [Fact]
    public void A_words_label_holds_from_its_end_on_and_nothing_is_said_while_it_is_spoken()
    {
        var scenes = new WordScenes(new SceneOptions { Speed = 0, Noise = 60, LowRate = 0, Others = 0, Gain = 0 }, Rate, [], []);
        var starts = new HashSet<int>();
        for (var seed = 0UL; seed < 40; seed++)
        {
            var (values, labels) = Compose(scenes, Word(2), seed);
            var end = Array.FindLastIndex(values, value => Math.Abs(value) > 0.1) + 1;
            for (var i = 0; i < labels.Length; i++)
            {
                var after = (((i + 1) * Stride) - end) / (double)Rate;
                if (after is > 0.04 and < 0.22)
                    Assert.Equal(2, labels[i]);
                else if (after is < -0.3 or > 0.5)
                    Assert.Equal(0, labels[i]);
                else
                    Assert.Contains(labels[i], new[] { 2, -1, 0 });
            }

            starts.Add(Array.IndexOf(labels, 2));
        }

        Assert.True(starts.Count > 20, "Words stand at few places.");
    }

    [Fact]
    public void A_scene_depends_on_its_seed_alone()
    {
        var scenes = new WordScenes(new SceneOptions(), Rate, [Word(0)], [Word(1)]);
        var (values, labels) = Compose(scenes, Word(1), 7);
        var (again, labelsAgain) = Compose(scenes, Word(1), 7);
        Assert.Equal(values, again);
        Assert.Equal(labels, labelsAgain);
        Assert.NotEqual(values, Compose(scenes, Word(1), 8).Values);
        Assert.All(values, value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void Sounds_without_words_have_scenes_of_their_own_and_no_label_but_the_backgrounds()
    {
        var scenes = new WordScenes(new SceneOptions { Seconds = 0.4 }, Rate, [Word(-1)], []);
        Assert.Equal([3200, 3200, 1600], scenes.Pieces.Select(piece => piece.Count));
        Assert.All(Compose(scenes, scenes.Pieces[0], 3).Labels, label => Assert.Equal(0, label));
    }

    [Fact]
    public void What_is_judged_has_quiet_around_it_and_is_always_the_same()
    {
        var scenes = new WordScenes(new SceneOptions(), Rate, [], []);
        var judged = scenes.Judged(Word(1));
        Assert.Equal(8000 + 4000 + 4800, judged.Count);
        Assert.Equal(judged.Values, scenes.Judged(Word(1)).Values);
        Assert.True(SoundEffects.Loudness(judged.Values.AsSpan(0, 4000)) is > 5e-5 and < 2e-4);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.9)]
    [InlineData(0.99)]
    public void Noise_has_the_loudness_that_is_asked_for(double color)
    {
        var sound = new float[200_000];
        SoundEffects.AddNoise(sound, 0.1, color, new RandomSource(2));
        Assert.Equal(0.1, SoundEffects.Loudness(sound), 0.01);
    }

    [Fact]
    public void A_low_pass_keeps_what_is_below_and_takes_out_what_is_above()
    {
        float[] Tone(double frequency) => [.. Enumerable.Range(0, 4000).Select(i => (float)Math.Sin(2 * Math.PI * frequency * i / Rate))];
        var (low, high) = (Tone(800), Tone(3000));
        SoundEffects.LowPass(low, 2000, Rate);
        SoundEffects.LowPass(high, 2000, Rate);
        Assert.Equal(Math.Sqrt(0.5), SoundEffects.Loudness(low.AsSpan(100, 3800)), 0.01);
        Assert.True(SoundEffects.Loudness(high.AsSpan(100, 3800)) < 0.005);
    }

    private static (float[] Values, int[] Labels) Compose(WordScenes scenes, Recording recording, ulong seed)
    {
        var (values, labels) = (new float[scenes.Length], new int[scenes.Length / Stride]);
        scenes.Compose(recording, new RandomSource(seed), values, labels);
        return (values, labels);
    }
}
