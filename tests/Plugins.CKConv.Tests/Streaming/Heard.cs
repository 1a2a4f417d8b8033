using System.Text.Json;
using StreamHost.Core.Models;
using StreamHost.Core.Packages;
using StreamHost.Numerics.Randomness;
using StreamHost.Training.Networks;

namespace StreamHost.Plugins.CKConv.Tests.Streaming;

/// <summary>Networks with random weights as packages, and streams through their streaming forms.</summary>
internal static class Heard
{
    public const int Labels = 3;

    public static ModelPackage Package(string architecture, int sampleRate)
    {
        var network = new CKConvPlugin().CreateNetwork(new NetworkRequest
        {
            Architecture = JsonElement.Parse(architecture),
            Features = ["sample"],
            Labels = ["a", "b", "c"],
            SampleRate = sampleRate,
            Seed = 5,
        });

        // A few passes that train move a batch normalisation's figures off their start.
        network.Forward(Batch([Signal(4000, sampleRate, seed: 1), Signal(4000, sampleRate, seed: 2)], sampleRate, Every(architecture)), new RandomSource(1));
        return new ModelPackage(
            new ModelManifest
            {
                Name = "heard",
                Version = 1,
                Plugin = "ckconv",
                Architecture = network.Architecture,
                Labels = ["a", "b", "c"],
                Features = ["sample"],
                SampleRate = sampleRate,
                WeightsSha256 = new string('0', 64),
            },
            network.ExportWeights());
    }

    public static bool Every(string architecture) => architecture.Contains("every", StringComparison.Ordinal) || architecture.Contains("events", StringComparison.Ordinal);

    /// <summary>Tones in noise.</summary>
    public static float[] Signal(int length, int sampleRate, int seed)
    {
        var random = new RandomSource((ulong)seed);
        var tones = Enumerable.Range(0, 3).Select(_ => (Frequency: 40 + (random.NextDouble() * 0.3 * sampleRate), Phase: random.NextDouble())).ToArray();
        return [.. Enumerable.Range(0, length).Select(n =>
            (float)(tones.Sum(tone => 0.2 * Math.Sin(2 * Math.PI * ((tone.Frequency * n / sampleRate) + tone.Phase))) + (0.1 * (random.NextDouble() - 0.5))))];
    }

    public static SequenceBatch Batch(float[][] signals, int sampleRate, bool every, int stride = 1) => new()
    {
        Count = signals.Length,
        Time = signals[0].Length,
        Values = [.. signals.SelectMany(signal => signal)],
        Elapsed = new double[signals.Length * signals[0].Length],
        Lengths = [.. signals.Select(signal => signal.Length)],
        Labels = new int[signals.Length * signals[0].Length],
        EveryEvent = every,
        LabelStride = stride,
        SampleRate = sampleRate,
    };

    /// <summary>The scores at the end of every hop of some streams that are heard together.</summary>
    public static float[][][] Run(IAudioModel model, params float[][] signals)
    {
        var scores = signals.Select(_ => new List<float[]>()).ToArray();
        var states = new float[signals.Length * model.StateLength];
        for (var i = 0; i < signals.Length; i++)
            model.InitializeState(states.AsSpan(i * model.StateLength, model.StateLength));
        var (samples, results) = (new float[signals.Length * model.Hop], new float[signals.Length * Labels]);
        var scratch = new float[model.ScratchLength(signals.Length)];
        int[] rows = [.. Enumerable.Range(0, signals.Length)];
        for (var start = 0; start + model.Hop <= signals[0].Length; start += model.Hop)
        {
            for (var i = 0; i < signals.Length; i++)
                signals[i].AsSpan(start, model.Hop).CopyTo(samples.AsSpan(i * model.Hop));
            model.Process(new AudioBatch { Count = signals.Length, Samples = samples, States = states, Rows = rows, Scores = results, Scratch = scratch });
            for (var i = 0; i < signals.Length; i++)
                scores[i].Add(results[(i * Labels)..((i + 1) * Labels)]);
        }

        return [.. scores.Select(list => list.ToArray())];
    }
}
