using StreamHost.Numerics.Optimization;
using StreamHost.Numerics.Tensors;
using StreamHost.Plugins.CKConv.Blocks;
using StreamHost.Plugins.CKConv.Networks;
using StreamHost.Plugins.CKConv.Weights;

namespace StreamHost.Plugins.CKConv.Tests.Parity;

/// <summary>Training with Adam held against the authors' code: the loss at every step and the weights after the last.</summary>
public sealed class TrajectoryTests_Authors
{
    /// <summary>A float32 run of the reference misses its float64 run by so much; a few times that is allowed.</summary>
    private const double Slack = 6;

    /// <summary>What a weight may miss: Adam divides a gradient by its own size, so one near 0 makes of rounding a part of a step. A step is 0.001, and there are 20.</summary>
    private const double WeightTolerance = 2e-3;

    public static TheoryData<string> Files() => [.. Fixture.Files("trajectories", "ccnn/trajectories").Where(IsOurs)];

    [ReferenceTheory]
    [MemberData(nameof(Files))]
    public void Losses_and_weights_follow_the_authors(string name)
    {
        var fixture = Fixture.Open(name);
        var table = new ParameterTable(seed: 1);
        var isCkcnn = fixture.Class == "seqImg_CKCNN";
        var x = fixture.Input("x");
        var options = isCkcnn ? Shapes.Ckcnn(fixture, fixture.Config) : Ccnn(fixture);
        var network = new ResidualNetwork(table.Scope(), x.Shape[1], 10, options, x.Shape[2]);
        fixture.Fill(table);
        int[] labels = [.. fixture.Longs("input.target").Select(label => (int)label)];
        var adam = new Adam(table.Parameters, 1e-3);
        var expected = fixture.Doubles("output.loss_per_step");
        var rough = fixture.Doubles("output.loss_per_step_torch_f32");
        for (var step = 0; step < expected.Length; step++)
        {
            var pass = new Pass(isTraining: true, dropout: null);
            var loss = Losses.CrossEntropy(network.Scores(x, pass), labels);
            if (isCkcnn)
                loss += pass.Penalty(1e-3f);
            var tolerance = (Slack * rough.Zip(expected, (a, b) => Math.Abs(a - b)).Max()) + (1e-6 * Math.Max(1, expected[step]));
            Assert.True(
                Math.Abs(loss.Values[0] - expected[step]) <= tolerance,
                $"{name}: the loss of step {step} is {loss.Values[0]:R}, not {expected[step]:R}; {tolerance:g3} is allowed.");
            adam.ClearGradients();
            loss.Backward();
            adam.Step();
        }

        foreach (var weight in fixture.Names("final.").Where(weight => fixture.Has($"param.{weight}")))
        {
            foreach (var (part, values) in fixture.Parts(weight, fixture.Values($"final.{weight}")))
                fixture.Compare($"final.{weight}", values, table[part].Values, Tolerance(values));
        }
    }

    /// <summary>A bias before a batch normalisation has no gradient but rounding, and moves by a step each time in one direction or the other.</summary>
    private static double Tolerance(float[] expected) => expected.All(value => Math.Abs(value) < 1e-6) ? 20 * 1e-3 : WeightTolerance;

    private static bool IsOurs(string name) => name.Contains("ckcnn", StringComparison.Ordinal) || name.Contains("ccnn", StringComparison.Ordinal);

    private static NetworkOptions Ccnn(Fixture fixture) => new()
    {
        Stem = fixture.Number("no_hidden"),
        Widths = [.. Enumerable.Repeat(fixture.Number("no_hidden"), fixture.Number("no_blocks"))],
        EndNorm = true,
        Block = new BlockOptions
        {
            Convolution = Shapes.Ccnn(
                fixture,
                "conv1.",
                dimensions: 1,
                isCausal: true,
                isSeparable: true,
                "same",
                System.Text.Json.JsonElement.Parse("""{ "learn_mean": false, "dynamic_cropping": true }""")),
        },
    };
}
