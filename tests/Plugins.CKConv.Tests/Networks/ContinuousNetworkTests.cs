using System.Text.Json;
using StreamHost.Core;
using StreamHost.Core.Packages;
using StreamHost.Numerics.Optimization;
using StreamHost.Numerics.Randomness;
using StreamHost.Numerics.Tensors;
using StreamHost.Training.Networks;

namespace StreamHost.Plugins.CKConv.Tests.Networks;

public sealed class ContinuousNetworkTests
{
    private const string Causal = """{ "signal": [24], "widths": [6, 6], "stem": 6, "separable": true, "norm": "layer", "readout": "last", "extent": 12, "kernel": { "hidden": 8, "omega0": 3 } }""";

    public static TheoryData<string> Architectures() =>
    [
        """{ "signal": [36], "widths": [6], "block": "tcn", "norm": "sample", "readout": "last", "kernel": { "network": "siren", "weightNorm": true, "hidden": 8, "omega0": 5 } }""",
        """{ "signal": [36], "widths": [6], "stem": 6, "separable": true, "norm": "layer", "extent": 12, "mask": { "width": 0.3 }, "fitVariance": true, "kernel": { "hidden": 8, "omega0": 3 } }""",
        """{ "signal": [6, 6], "widths": [6], "stem": 6, "separable": true, "extent": 5, "mask": { "width": 0.5 }, "fitVariance": true, "endNorm": true, "kernel": { "hidden": 8, "omega0": 3 } }""",
        """{ "signal": [3, 4, 3], "widths": [6], "stem": 6, "separable": true, "extent": 3, "fitVariance": true, "kernel": { "hidden": 8, "omega0": 3 } }""",
    ];

    /// <summary>One class, one to three dimensions: two patterns in noise are told apart after a few steps.</summary>
    [Theory]
    [MemberData(nameof(Architectures))]
    public void A_network_learns_in_one_two_and_three_dimensions(string architecture)
    {
        var network = Make(architecture);
        var adam = new Adam(network.Parameters, 0.01);
        var loss = 0f;
        for (var step = 0; step < 60; step++)
        {
            var batch = Patterns(seed: step % 6, count: 16);
            adam.ClearGradients();
            var result = Losses.CrossEntropy(network.Forward(batch, new RandomSource(1)), batch.Labels);
            result.Backward();
            adam.Step();
            loss = result.Values[0];
        }

        Assert.True(loss < 0.25, $"The loss is still {loss}.");
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void A_package_gives_the_network_back_to_the_bit(string architecture)
    {
        var network = Make(architecture);
        network.Forward(Patterns(seed: 1, count: 4), new RandomSource(1));
        var package = new ModelPackage(Manifest(network.Architecture), network.ExportWeights());
        var again = new CKConvPlugin().OpenNetwork(package);
        var batch = Patterns(seed: 2, count: 3);
        Assert.Equal(network.Forward(batch, null).Values.ToArray(), again.Forward(batch, null).Values.ToArray());
    }

    [Fact]
    public void What_padding_holds_changes_nothing_in_a_causal_network()
    {
        var network = Make(Causal);
        var batch = Patterns(seed: 3, count: 2, time: 24);
        batch.Lengths[1] = 17;
        var scores = network.Forward(batch, null).Values.ToArray();
        batch.Values.AsSpan(24 + 17, 7).Fill(1000);
        Assert.Equal(scores, network.Forward(batch, null).Values.ToArray());
    }

    [Fact]
    public void A_value_that_was_not_measured_is_the_mean_and_its_mask_says_so()
    {
        var network = Make(Causal.Replace("\"signal\"", "\"maskInputs\": true, \"signal\"", StringComparison.Ordinal));
        var batch = Patterns(seed: 3, count: 1, time: 24);
        var measured = network.Forward(batch, null).Values.ToArray();
        batch.Values[20] = float.NaN;
        var missing = network.Forward(batch, null).Values.ToArray();
        batch.Values[20] = 0;
        var zero = network.Forward(batch, null).Values.ToArray();
        Assert.All(missing, score => Assert.True(float.IsFinite(score)));
        Assert.NotEqual(measured, missing);
        Assert.NotEqual(zero, missing);
    }

    [Fact]
    public void A_recording_that_is_no_image_of_the_networks_size_is_refused()
    {
        var network = Make("""{ "signal": [6, 6], "widths": [4], "extent": 3 }""");
        var exception = Assert.Throws<InputException>(() => network.Forward(Patterns(seed: 1, count: 2, time: 35), null));
        Assert.Contains("6 x 6, 36 steps", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_norms_of_the_kernels_are_a_part_of_the_loss()
    {
        var network = (IPenalizedNetwork)Make(Causal.Replace("\"signal\"", "\"kernelPenalty\": 0.5, \"signal\"", StringComparison.Ordinal));
        ((INetwork)network).Forward(Patterns(seed: 1, count: 2, time: 24), null);
        Assert.True(network.Penalty!.Values[0] > 0);
        Assert.Null(((IPenalizedNetwork)Make(Causal)).Penalty);
    }

    private static INetwork Make(string architecture) => new CKConvPlugin().CreateNetwork(new NetworkRequest
    {
        Architecture = JsonElement.Parse(architecture),
        Features = ["x"],
        Labels = ["a", "b"],
        Seed = 1,
    });

    private static ModelManifest Manifest(JsonElement architecture) => new()
    {
        Name = "test",
        Version = 1,
        Plugin = "ckconv",
        Architecture = architecture,
        Features = ["x"],
        Labels = ["a", "b"],
        WeightsSha256 = new string('0', 64),
    };

    private static SequenceBatch Patterns(int seed, int count, int time = 36)
    {
        var random = new Random(seed);
        var (values, labels) = (new float[count * time], new int[count]);
        for (var i = 0; i < count; i++)
        {
            labels[i] = random.Next(2);
            for (var t = 0; t < time; t++)
                values[(i * time) + t] = (float)(Math.Sin(t * (labels[i] == 0 ? 1.2 : 2.4)) + (0.3 * random.NextDouble()));
        }

        return new SequenceBatch
        {
            Count = count,
            Time = time,
            Values = values,
            Elapsed = new double[count * time],
            Lengths = [.. Enumerable.Repeat(time, count)],
            Labels = labels,
            EveryEvent = false,
        };
    }
}
