using System.Text.Json;
using StreamHost.Core;
using StreamHost.Numerics.Optimization;
using StreamHost.Numerics.Randomness;
using StreamHost.Numerics.Tensors;
using StreamHost.Training.Networks;

namespace StreamHost.Plugins.CKConv.Tests.Networks;

/// <summary>Kernels at the true times between irregular samples.</summary>
public sealed class IrregularTests
{
    public static TheoryData<string> Architectures() =>
    [
        """{ "signal": [40], "widths": [5, 7], "block": "tcn", "norm": "sample", "readout": "last", "kernel": { "network": "siren", "hidden": 8, "omega0": 4 } }""",
        """{ "signal": [40], "stem": 6, "widths": [6], "separable": true, "norm": "layer", "readout": "last", "extent": 25, "mask": { "width": 0.4, "crop": false }, "kernel": { "hidden": 8, "omega0": 1 } }""",
    ];

    /// <summary>A step apart, irregular samples are even ones.</summary>
    [Theory]
    [MemberData(nameof(Architectures))]
    public void Samples_a_step_apart_are_heard_as_even_ones(string architecture)
    {
        var batch = Batch([.. Enumerable.Repeat(1.0, 40)]);
        var even = Make(architecture).Forward(batch, null).Values.ToArray();
        var irregular = Make(Irregular(architecture)).Forward(batch, null).Values.ToArray();
        for (var i = 0; i < even.Length; i++)
            Assert.Equal(even[i], irregular[i], 1e-4 * Math.Max(1, Math.Abs(even[i])));
    }

    /// <summary>A slow signal of which some samples are missing is heard nearly as the whole one is; taken as even, it is not.</summary>
    [Fact]
    public void Missing_samples_of_a_slow_signal_change_little()
    {
        const string Architecture = """{ "signal": [400], "widths": [6], "block": "tcn", "norm": "none", "readout": "last", "kernel": { "network": "siren", "hidden": 8, "omega0": 2 } }""";
        var random = new RandomSource(3);
        int[] kept = [.. Enumerable.Range(0, 400).Where(i => i is 0 or 399 || random.NextDouble() < 0.6)];
        static float At(int i) => (float)Math.Sin(i * 0.02);
        float[] whole = [.. Enumerable.Range(0, 400).Select(At)];
        var network = Make(Irregular(Architecture));
        var all = network.Forward(Batch([.. Enumerable.Repeat(1.0, 400)], whole), null).Values.ToArray();
        double[] elapsed = [double.NaN, .. kept.Skip(1).Zip(kept, (later, earlier) => (double)(later - earlier))];
        var some = network.Forward(Batch(elapsed, [.. kept.Select(At)]), null).Values.ToArray();
        var asEven = network.Forward(Batch([.. Enumerable.Repeat(1.0, kept.Length)], [.. kept.Select(At)]), null).Values.ToArray();
        double Distance(float[] scores) => Math.Sqrt(scores.Zip(all, (a, b) => Math.Pow(a - b, 2)).Sum() / all.Sum(score => score * score));
        Assert.True(Distance(some) < 0.03, $"The scores are off by {Distance(some)}.");
        Assert.True(Distance(asEven) > 5 * Distance(some));
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void It_learns(string architecture)
    {
        var network = Make(Irregular(architecture));
        var adam = new Adam(network.Parameters, 0.01);
        var random = new RandomSource(1);
        var losses = new List<float>();
        for (var step = 0; step < 80; step++)
        {
            // A slow or a fast tone, at random times.
            var label = step % 2;
            double[] elapsed = [.. Enumerable.Range(0, 30).Select(_ => 0.3 + random.NextDouble())];
            var time = 0.0;
            float[] values = [.. elapsed.Select(wait => (float)Math.Sin((label == 0 ? 0.2 : 0.9) * (time += wait)))];
            var batch = Batch(elapsed, values);
            adam.ClearGradients();
            var loss = Losses.CrossEntropy(network.Forward(batch, new RandomSource(1)), [label]);
            loss.Backward();
            adam.Step();
            losses.Add(loss.Values[0]);
        }

        Assert.True(losses.TakeLast(10).Average() < 0.3, $"The loss is still {losses.TakeLast(10).Average()}.");
    }

    [Theory]
    [InlineData("\"norm\": \"batch\"")]
    [InlineData("\"norm\": \"layer\", \"causal\": false")]
    public void What_does_not_go_with_it_is_refused(string part) => Assert.Throws<InputException>(
        () => Make($$"""{ "signal": [40], "widths": [4], "irregular": true, {{part}}, "readout": "last" }"""));

    private static string Irregular(string architecture) => architecture.Replace("\"signal\"", "\"irregular\": true, \"signal\"", StringComparison.Ordinal);

    private static INetwork Make(string architecture) => new CKConvPlugin().CreateNetwork(new NetworkRequest
    {
        Architecture = JsonElement.Parse(architecture),
        Features = ["x"],
        Labels = ["a", "b"],
        Seed = 4,
    });

    private static SequenceBatch Batch(double[] elapsed, float[]? values = null) => new()
    {
        Count = 1,
        Time = elapsed.Length,
        Values = values ?? [.. Enumerable.Range(0, elapsed.Length).Select(i => (float)Math.Sin(i * 0.7))],
        Elapsed = elapsed,
        Lengths = [elapsed.Length],
        Labels = new int[elapsed.Length],
        EveryEvent = false,
    };
}
