using StreamHost.Core;
using StreamHost.Core.Packages;
using StreamHost.Plugins.CfC.Architecture;
using StreamHost.Plugins.CfC.Inputs;
using StreamHost.Training.Networks;

namespace StreamHost.Plugins.CfC.Tests.Inputs;

public sealed class InputEncoderTests
{
    private static readonly Normalization Normalization = new([10, -2], [2, 4]);

    [Fact]
    public void A_value_is_normalised_and_its_mask_says_that_it_was_measured()
    {
        var (inputs, memory) = Encode(MissingValues.HoldAndMask, [14, 2]);
        Assert.Equal([2, 1, 1, 1], inputs);
        Assert.Equal([2, 1], memory);
    }

    [Fact]
    public void A_value_that_was_never_measured_counts_as_the_mean()
    {
        var (inputs, _) = Encode(MissingValues.HoldAndMask, [float.NaN, 2]);
        Assert.Equal([0, 1, 0, 1], inputs);
    }

    [Fact]
    public void A_value_that_is_missing_is_the_last_one_held()
    {
        var (inputs, memory) = Encode(MissingValues.HoldAndMask, [14, 2], [float.NaN, 6]);
        Assert.Equal([2, 2, 0, 1], inputs);
        Assert.Equal([2, 2], memory);
    }

    [Fact]
    public void An_infinite_value_was_not_measured()
    {
        var (inputs, _) = Encode(MissingValues.HoldAndMask, [float.PositiveInfinity, float.NegativeInfinity]);
        Assert.Equal([0, 0, 0, 0], inputs);
    }

    [Fact]
    public void Hold_has_no_masks()
    {
        var (inputs, _) = Encode(MissingValues.Hold, [14, 2], [float.NaN, 6]);
        Assert.Equal([2, 2], inputs);
    }

    [Fact]
    public void Zero_remembers_nothing()
    {
        var (inputs, memory) = Encode(MissingValues.Zero, [14, 2], [float.NaN, 6]);
        Assert.Equal([0, 2], inputs);
        Assert.Empty(memory);
    }

    [Theory]
    [InlineData("cfc", double.NaN, 1)]
    [InlineData("cfc", 0, 0)]
    [InlineData("cfc", 0.5, 5)]
    [InlineData("cfc", 1e300, 1e6f)]
    [InlineData("cfc", double.PositiveInfinity, 1e6f)]
    [InlineData("ltc", 0, 1e-6f)]
    [InlineData("ltc", 0.5, 5)]
    public void Elapsed_time_is_counted_in_units_and_kept_within_bounds(string cell, double seconds, float expected)
    {
        var encoder = new InputEncoder(new CfCArchitecture { Cell = cell == "ltc" ? CellKind.Ltc : CellKind.CfC }, 2, null, timeUnit: 0.1);
        Assert.Equal(expected, encoder.Elapsed(seconds));
    }

    [Fact]
    public void A_first_event_and_a_long_silence_are_the_architecture_s_choice()
    {
        var encoder = new InputEncoder(new CfCArchitecture { FirstElapsed = 0.25f, MaxElapsed = 60 }, 2, null, timeUnit: 1);
        Assert.Equal(0.25f, encoder.Elapsed(double.NaN));
        Assert.Equal(60, encoder.Elapsed(86_400));
    }

    [Fact]
    public void A_constant_time_is_one_unit()
    {
        var encoder = new InputEncoder(new CfCArchitecture { Elapsed = ElapsedInput.Constant }, 2, null, timeUnit: 1);
        Assert.Equal(1, encoder.Elapsed(17));
        Assert.Equal(1, encoder.Elapsed(double.NaN));
    }

    [Fact]
    public void A_batch_becomes_what_its_events_become_one_by_one()
    {
        var encoder = new InputEncoder(new CfCArchitecture(), 2, Normalization, timeUnit: 1);
        var batch = new SequenceBatch
        {
            Count = 2,
            Time = 3,
            Values = [14, 2, float.NaN, 6, 12, float.NaN, float.NaN, float.NaN, 99, 99, 99, 99],
            Elapsed = [double.NaN, 0, 2, double.NaN, 7, 7],
            Lengths = [3, 1],
            Labels = [0, 0],
            EveryEvent = false,
        };
        var (inputs, elapsed) = (new float[2 * 3 * 4], new float[6]);

        encoder.Encode(batch, inputs, elapsed);

        Assert.Equal([2, 1, 1, 1, 2, 2, 0, 1, 1, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], inputs);
        Assert.Equal([1, 0, 2, 1], elapsed[..4]);
        Assert.All(elapsed, value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void A_normalisation_for_another_number_of_features_is_refused()
    {
        var thrown = Assert.Throws<InputException>(() => new InputEncoder(new CfCArchitecture(), 3, Normalization, 1));
        Assert.Contains("one each of 3 features", thrown.Message, StringComparison.Ordinal);
    }

    private static (float[] Inputs, float[] Memory) Encode(MissingValues missing, params float[][] events)
    {
        var encoder = new InputEncoder(new CfCArchitecture { Missing = missing }, 2, Normalization, timeUnit: 1);
        var (inputs, memory) = (new float[encoder.Inputs], new float[encoder.MemoryLength]);
        InputEncoder.InitializeMemory(memory);
        foreach (var values in events)
            encoder.Encode(values, memory, inputs);
        return (inputs, memory);
    }
}
