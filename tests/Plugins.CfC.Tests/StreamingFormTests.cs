using StreamHost.Core.Models;
using StreamHost.Plugins.CfC.Streaming;

namespace StreamHost.Plugins.CfC.Tests;

/// <summary>What the host may rely on, whatever the streaming form is made of.</summary>
public sealed class StreamingFormTests
{
    public static TheoryData<string> Architectures() => [.. Models.Architectures];

    [Theory]
    [MemberData(nameof(Architectures))]
    public void An_event_s_scores_and_state_are_the_same_to_the_bit_whatever_else_is_in_its_batch(string architecture)
    {
        const int Streams = 37;
        using var together = new StreamRun(Model(architecture), Streams);
        var (values, elapsed) = Events(Streams);
        together.Step(values, elapsed);
        together.Step(values, elapsed);
        for (var stream = 0; stream < Streams; stream++)
        {
            using var alone = new StreamRun(Model(architecture), streams: 1);
            alone.Step(values.AsSpan(2 * stream, 2), elapsed.AsSpan(stream, 1));
            alone.Step(values.AsSpan(2 * stream, 2), elapsed.AsSpan(stream, 1));
            Assert.Equal(alone.State(0), together.State(stream));
            Assert.Equal(alone.Scores(0), together.Scores(stream));
        }
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void A_step_allocates_nothing(string architecture)
    {
        using var run = new StreamRun(Model(architecture), streams: 5);
        var (values, elapsed) = Events(5);
        for (var i = 0; i < 64; i++)
            run.Step(values, elapsed);

        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 512; i++)
                run.Step(values, elapsed);
        }));
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void A_state_that_moves_to_another_instance_goes_on_as_before(string architecture)
    {
        using var first = new StreamRun(Model(architecture), streams: 1);
        using var second = new StreamRun(Model(architecture), streams: 1);
        first.Step([1, 2], [double.NaN]);
        first.State(0).CopyTo(second.State(0));
        first.Step([float.NaN, 3], [0.5]);
        second.Step([float.NaN, 3], [0.5]);
        Assert.Equal(first.Scores(0), second.Scores(0));
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Scores_stay_finite_after_a_silence_of_years_and_with_nothing_measured(string architecture)
    {
        using var run = new StreamRun(Model(architecture), streams: 3);
        for (var i = 0; i < 20; i++)
        {
            run.Step([float.NaN, float.NaN, float.PositiveInfinity, 1e30f, 0, 0], [1e12, 0, double.NaN]);
            for (var stream = 0; stream < 3; stream++)
                Assert.DoesNotContain(run.Scores(stream).ToArray(), value => !float.IsFinite(value));
        }
    }

    [Fact]
    public void States_of_another_architecture_have_another_layout()
    {
        var layouts = Models.Architectures.Select(architecture => Model(architecture).StateLayout).ToList();
        Assert.Equal(layouts.Count, layouts.Distinct().Count());
        Assert.Equal(layouts, Models.Architectures.Select(architecture => Model(architecture).StateLayout));
    }

    private static IEventModel Model(string architecture) => StreamingForm.Open(Models.Package(Models.Create(architecture)));

    private static (float[] Values, double[] Elapsed) Events(int streams) => (
        [.. Enumerable.Range(0, 2 * streams).Select(i => i % 5 == 0 ? float.NaN : MathF.Sin(i))],
        [.. Enumerable.Range(0, streams).Select(i => i % 7 == 0 ? double.NaN : i * 0.1)]);
}
