using StreamHost.Core;
using StreamHost.Core.Models;

namespace StreamHost.Plugins.CKConv.Tests.Streaming;

public sealed class StreamingNetworkTests
{
    private const int Rate = 3200;

    public static TheoryData<string> Networks() =>
    [
        """{ "signal": [400], "widths": [5, 7], "block": "tcn", "norm": "layer", "readout": "every", "extent": 300, "kernel": { "network": "siren", "hidden": 8, "omega0": 5 } }""",
        """{ "signal": [400], "widths": [6, 6], "block": "resnet", "norm": "batch", "readout": "every", "extent": 150, "kernel": { "hidden": 8, "omega0": 5 } }""",
        """{ "signal": [400], "widths": [6, 5], "block": "preactivation", "norm": "layer", "readout": "every", "extent": 90, "kernel": { "hidden": 8, "omega0": 5 } }""",
        """{ "signal": [400], "stem": 18, "widths": [18, 18], "separable": true, "norm": "batch", "endNorm": true, "readout": "every", "extent": 350, "mask": { "width": 0.3 }, "kernel": { "hidden": 8, "omega0": 5 } }""",
        """{ "signal": [400], "stem": 6, "widths": [6, 9], "block": "s4PostNorm", "separable": true, "norm": "layer", "readout": "every", "extent": 64, "kernel": { "hidden": 8, "omega0": 5 } }""",
        """{ "signal": [400], "stem": 6, "widths": [6, 6, 6], "separable": true, "readout": "every", "extent": [7, 40, 300], "mask": { "width": 0.3 }, "kernel": { "hidden": 8, "omega0": 3 } }""",
        """{ "signal": [400], "widths": [4], "norm": "none", "readout": "every", "extent": 1, "kernel": { "hidden": 8, "omega0": 5 } }""",
    ];

    public static TheoryData<string> Banks() =>
    [
        """{ "signal": [40], "filterBank": { "bands": 12, "highest": 1400, "rate": 100 }, "stem": 18, "widths": [18, 6], "separable": true, "endNorm": true, "readout": "events", "extent": 20, "kernel": { "hidden": 8, "omega0": 5 } }""",
        """{ "signal": [40], "filterBank": { "bands": 12, "highest": 1400, "rate": 50 }, "widths": [7], "block": "tcn", "norm": "layer", "readout": "every", "extent": 9, "kernel": { "hidden": 8, "omega0": 5 } }""",
    ];

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_streamed_network_gives_what_it_gives_of_the_whole_recording(string architecture)
    {
        var package = Heard.Package(architecture, Rate);
        var signal = Heard.Signal(1600, Rate, seed: 3);
        var whole = new CKConvPlugin().OpenNetwork(package).Forward(Heard.Batch([signal], Rate, every: true), null).Values.ToArray();
        using var model = new CKConvPlugin().LoadAudioModel(package, Rate);
        var streamed = Heard.Run(model, signal)[0];
        Assert.Equal(1600 / model.Hop, streamed.Length);
        for (var hop = 0; hop < streamed.Length; hop++)
            AssertClose(whole.AsSpan((((hop + 1) * model.Hop) - 1) * Heard.Labels, Heard.Labels), streamed[hop]);
    }

    [Theory]
    [MemberData(nameof(Banks))]
    public void So_does_one_behind_a_filter_bank(string architecture)
    {
        var package = Heard.Package(architecture, Rate);
        var signal = Heard.Signal(3200, Rate, seed: 4);
        using var model = new CKConvPlugin().LoadAudioModel(package, Rate);
        var whole = new CKConvPlugin().OpenNetwork(package).Forward(Heard.Batch([signal], Rate, every: true, stride: model.Hop), null).Values.ToArray();
        var streamed = Heard.Run(model, signal)[0];
        Assert.Equal(whole.Length / Heard.Labels, streamed.Length);
        for (var hop = 0; hop < streamed.Length; hop++)
            AssertClose(whole.AsSpan(hop * Heard.Labels, Heard.Labels), streamed[hop]);
    }

    [ManagedTheory]
    [MemberData(nameof(Networks))]
    [MemberData(nameof(Banks))]
    public void A_stream_is_the_same_to_the_bit_whoever_is_heard_with_it(string architecture)
    {
        var package = Heard.Package(architecture, Rate);
        using var model = new CKConvPlugin().LoadAudioModel(package, Rate);
        float[][] signals = [Heard.Signal(1000, Rate, 5), Heard.Signal(1000, Rate, 6), Heard.Signal(1000, Rate, 7)];
        var together = Heard.Run(model, signals);
        for (var i = 0; i < signals.Length; i++)
            Assert.Equal(Heard.Run(model, signals[i])[0], together[i]);
    }

    [ManagedTheory]
    [MemberData(nameof(Networks))]
    [MemberData(nameof(Banks))]
    public void A_hop_allocates_nothing(string architecture)
    {
        using var model = new CKConvPlugin().LoadAudioModel(Heard.Package(architecture, Rate), Rate);
        var signal = Heard.Signal(model.Hop, Rate, 8);
        var (state, scores, scratch) = (new float[model.StateLength], new float[Heard.Labels], new float[model.ScratchLength(1)]);
        int[] rows = [0];
        void Hop() => model.Process(new AudioBatch { Count = 1, Samples = signal, States = state, Rows = rows, Scores = scores, Scratch = scratch });
        for (var i = 0; i < 300; i++)
            Hop();
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 300; i++)
                Hop();
        }));
    }

    /// <summary>A network that reads samples has its kernels rebuilt: streamed at another rate it gives what it gives of a whole recording of that rate, which is what it gives at its own.</summary>
    [Theory]
    [InlineData(2205)]
    [InlineData(4410)]
    [InlineData(4800)]
    [InlineData(9600)]
    public void A_network_that_reads_samples_hears_the_same_at_another_rate(int rate)
    {
        const string Architecture = """{ "signal": [400], "stem": 6, "widths": [6], "separable": true, "norm": "none", "readout": "every", "extent": 200, "mask": { "width": 0.3, "crop": false, "learnMean": true }, "kernel": { "hidden": 8, "omega0": 2 } }""";
        static float[] Slow(int rate) => [.. Enumerable.Range(0, rate).Select(n => (float)(0.4 * Math.Sin(2 * Math.PI * 60 * n / rate)))];
        var package = Heard.Package(Architecture, Rate);
        var network = new CKConvPlugin().OpenNetwork(package);
        using var model = new CKConvPlugin().LoadAudioModel(package, rate);
        var streamed = Heard.Run(model, Slow(rate))[0];
        var whole = network.Forward(Heard.Batch([Slow(rate)], rate, every: true), null).Values.ToArray();
        AssertClose(whole.AsSpan(((streamed.Length * model.Hop) - 1) * Heard.Labels, Heard.Labels), streamed[^1]);

        // After 0.8 s of the tone, a sample of either rate.
        var own = network.Forward(Heard.Batch([Slow(Rate)], Rate, every: true), null).Values.ToArray();
        AssertClose(own.AsSpan(Rate * 4 / 5 * Heard.Labels, Heard.Labels), whole.AsSpan(rate * 4 / 5 * Heard.Labels, Heard.Labels), 0.01);
    }

    [Fact]
    public void Kernels_kept_for_a_rate_are_those_of_the_weights_as_they_are()
    {
        const string Architecture = """{ "signal": [400], "widths": [4], "separable": true, "readout": "every", "extent": 50, "kernel": { "hidden": 8, "omega0": 2 } }""";
        var network = new CKConvPlugin().OpenNetwork(Heard.Package(Architecture, Rate));
        var batch = Heard.Batch([Heard.Signal(900, 4800, seed: 9)], 4800, every: true);
        float[] Scores(bool learning)
        {
            foreach (var parameter in network.Parameters)
                parameter.Tensor.RequiresGradient = learning;
            return network.Forward(batch, null).Values.ToArray();
        }

        var before = Scores(learning: true);
        Assert.Equal(before, Scores(learning: false));
        Assert.Equal(before, Scores(learning: false));
        foreach (var parameter in network.Parameters)
            parameter.Tensor.Values[0] += 0.1f;
        var after = Scores(learning: false);
        Assert.NotEqual(before, after);
        Assert.Equal(Scores(learning: true), after);
    }

    /// <summary>The same sound at another rate is heard alike: tones below half of either, from each rate's own samples.</summary>
    [Theory]
    [InlineData(8000)]
    [InlineData(11025)]
    [InlineData(22050)]
    [InlineData(24000)]
    [InlineData(44100)]
    [InlineData(48000)]
    [InlineData(96000)]
    [InlineData(192000)]
    public void A_network_behind_a_filter_bank_hears_the_same_at_any_rate(int rate)
    {
        const string Architecture = """{ "signal": [40], "filterBank": { "bands": 16, "highest": 3500 }, "stem": 16, "widths": [16, 16], "separable": true, "readout": "events", "extent": 20, "kernel": { "hidden": 8, "omega0": 5 } }""";
        var package = Heard.Package(Architecture, 16_000);
        using var trained = new CKConvPlugin().LoadAudioModel(package, 16_000);
        using var model = new CKConvPlugin().LoadAudioModel(package, rate);
        var expected = Heard.Run(trained, Tones(16_000))[0];
        var heard = Heard.Run(model, Tones(rate))[0];
        var results = (int)((long)heard.Length * model.Hop * 100 / rate);
        AssertClose(expected[results - 1], heard[^1], 1e-3);
    }

    [Theory]
    [InlineData("\"norm\": \"sample\", \"readout\": \"every\"", "whole recordings")]
    [InlineData("\"readout\": \"mean\"", "mean of a whole recording")]
    [InlineData("\"causal\": false, \"readout\": \"every\"", "looks ahead")]
    public void What_needs_a_whole_recording_is_refused(string part, string reason)
    {
        var package = Heard.Package($$"""{ "signal": [400], "widths": [4], {{part}}, "extent": 9, "kernel": { "hidden": 8 } }""", Rate);
        var mistake = Assert.Throws<InputException>(() => new CKConvPlugin().LoadAudioModel(package, Rate));
        Assert.Contains(reason, mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_package_that_says_no_rate_is_refused()
    {
        var package = Heard.Package("""{ "signal": [400], "widths": [4], "readout": "every", "extent": 9, "kernel": { "hidden": 8 } }""", Rate);
        var mute = package with { Manifest = package.Manifest with { SampleRate = null } };
        Assert.Throws<InputException>(() => new CKConvPlugin().LoadAudioModel(mute, Rate));
    }

    private static float[] Tones(int rate) => [.. Enumerable.Range(0, rate).Select(n => (n + 0.5) / rate).Select(t =>
        (float)((0.3 * Math.Sin(2 * Math.PI * 440 * t)) + (0.2 * Math.Sin(2 * Math.PI * 1870.5 * t)) + (0.1 * Math.Sin(2 * Math.PI * 3011 * t))))];

    private static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double tolerance = 1e-4)
    {
        var largest = 1f;
        foreach (var score in expected)
            largest = Math.Max(largest, Math.Abs(score));
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) < tolerance * largest, $"{actual[i]} is not {expected[i]}.");
    }
}
