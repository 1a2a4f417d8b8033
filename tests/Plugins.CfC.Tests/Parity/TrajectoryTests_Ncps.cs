using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using StreamHost.Numerics.Optimization;
using StreamHost.Numerics.Tensors;
using StreamHost.Plugins.CfC.Networks;

namespace StreamHost.Plugins.CfC.Tests.Parity;

/// <summary>Training with Adam held against the reference: the loss at every step and the weights after the last.</summary>
public sealed partial class TrajectoryTests_Ncps
{
    /// <summary>A float32 run of the reference misses its float64 run by so much; a few times that is allowed.</summary>
    private const double Slack = 6;

    /// <summary>
    /// What a weight may miss: Adam divides a gradient by its own size, so one near 0 makes of rounding a part of a
    /// step. A step is 0.01, and there are 20.
    /// </summary>
    private const double WeightTolerance = 1e-4;

    /// <summary>Convolutional networks train in the same folder; they are another plugin's.</summary>
    private static readonly string[] Others = ["CKCNN", "CCNN", "ResNet"];

    public static TheoryData<string> Files() => [.. Fixture.Files("trajectories").Where(name => !IsOther(name))];

    [ReferenceTheory]
    [MemberData(nameof(Files))]
    public void Losses_and_weights_follow_the_reference(string name)
    {
        var fixture = Fixture.Open(name);
        Assert.Contains("mean squared", fixture.Config.TryGetProperty("loss", out var kind) ? kind.GetString()! : "mean squared", StringComparison.Ordinal);
        var adam = new Adam(fixture.Weights.Parameters, LearningRate(fixture));
        var expected = fixture.Doubles("output.loss_per_step");
        var rough = fixture.Doubles("output.loss_per_step_torch_f32");
        for (var step = 0; step < expected.Length; step++)
        {
            var loss = Loss(fixture);
            var tolerance = (Slack * Math.Abs(rough[step] - expected[step])) + (1e-6 * Math.Max(1, expected[step]));
            Assert.True(
                Math.Abs(loss.Values[0] - expected[step]) <= tolerance,
                $"{name}: the loss of step {step} is {loss.Values[0]:R}, not {expected[step]:R}; {tolerance:g3} is allowed.");
            adam.ClearGradients();
            loss.Backward();
            adam.Step();
        }

        foreach (var weight in fixture.Names("final."))
            CompareWeight(fixture, weight);
        Assert.Equal(fixture.Names("param.").Order(), fixture.Names("final.").Order());
    }

    private static void CompareWeight(Fixture fixture, string weight)
    {
        var expected = fixture.Values($"final.{weight}");
        var actual = fixture.Weights[weight].Values;
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.True(
                Math.Abs(actual[i] - expected[i]) <= WeightTolerance,
                $"{fixture.Name}: {weight}[{i}] ends at {actual[i]:R}, not {expected[i]:R}.");
        }
    }

    private static Tensor Loss(Fixture fixture)
    {
        var inputs = Tensor.FromValues(fixture.Values("input.x"), fixture.Shape("input.x"));
        var elapsed = Tensor.FromValues(
            fixture.Has("input.ts") ? fixture.Values("input.ts") : [.. Enumerable.Repeat(1f, fixture.Batch * fixture.Time)],
            fixture.Batch,
            fixture.Time);
        var start = PlainSequence.Start(fixture.Layout, fixture.Batch);
        var (outputs, _) = PlainSequence.Run(fixture.Layout, fixture.Weights, inputs, elapsed, start, dropout: null);
        if (fixture.Shape("input.target").Length == 2)
            outputs = outputs.PickRows([.. Enumerable.Repeat(fixture.Time - 1, fixture.Batch)]);
        var scores = Head.Score(fixture.Layout, fixture.Weights, outputs);
        return Losses.MeanSquaredError(scores, Tensor.FromValues(fixture.Values("input.target"), scores.Shape));
    }

    private static bool IsOther(string name)
    {
        var config = JsonElement.Parse(Fixture.Read(name).Metadata["config"]);
        var cls = config.TryGetProperty("cls", out var text) ? text.GetString()! : "";
        return Others.Any(other => cls.Contains(other, StringComparison.Ordinal));
    }

    private static double LearningRate(Fixture fixture)
    {
        var match = AdamRate().Match(fixture.Metadata("optimizer"));
        Assert.True(match.Success, $"{fixture.Name}: the optimiser \"{fixture.Metadata("optimizer")}\" is not known.");
        return double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"Adam\(lr=([0-9.e-]+), betas=\(0\.9, ?0\.999\), eps=1e-0?8\)")]
    private static partial Regex AdamRate();
}
