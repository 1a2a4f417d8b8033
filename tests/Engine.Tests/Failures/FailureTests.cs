using StreamHost.Core.Models;
using StreamHost.Core.Signals;
using StreamHost.Engine.Accounts;
using StreamHost.Engine.Channels;
using StreamHost.Engine.Decision;
using StreamHost.Engine.Ordering;
using StreamHost.Engine.Sources;

namespace StreamHost.Engine.Tests.Failures;

/// <summary>What goes wrong ends the run with an account in which every event stands, and never holds it up.</summary>
public sealed class FailureTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_model_that_cannot_make_a_state_is_taken_out_and_its_streams_say_so(int workers)
    {
        var source = new ListSource(PipelineTests.Events(50_000, 9));
        var sink = new RecordingSink();
        var pipeline = new Pipeline(source, new StatelessModel(), [sink], new PipelineOptions { Workers = workers });
        var report = await pipeline.RunAsync(CancellationToken.None).WaitAsync(Patience);
        Assert.Equal("model stateless/1 was taken out: no state", report.Failure!.Message);
        Assert.InRange(report.Counters.DroppedFor(DropReason.ModelFailed), 0, 6);
        Assert.Equal(50_000, report.Counters.DroppedFor(DropReason.ModelFailed) + report.Counters.DroppedFor(DropReason.Unavailable));
        Assert.Equal(report.Counters.DroppedFor(DropReason.Unavailable), sink.Lines.Count);
        Assert.Contains(" stateless/1 was taken out: no state", sink.Lines[^1], StringComparison.Ordinal);
        Assert.Equal(0, report.Counters.InFlight);
    }

    [Fact]
    public async Task An_event_of_the_wrong_length_is_refused_at_the_door()
    {
        var pipeline = new Pipeline(new WrongLengthSource(), new FakeModel(), [new RecordingSink()], new PipelineOptions());
        var report = await pipeline.RunAsync(CancellationToken.None).WaitAsync(Patience);
        Assert.Contains("stream a has 2 values; the model has 1 features", report.Failure!.Message, StringComparison.Ordinal);
        Assert.Equal(0, report.Counters.In);
    }

    [Theory]
    [InlineData(88.8f)]
    [InlineData(1000f)]
    [InlineData(-1000f)]
    [InlineData(3e38f)]
    public void Large_scores_are_scores_like_others(float score)
    {
        var decider = Make(new DecisionOptions());
        var probabilities = new float[4];
        Assert.True(decider.Decide(0, 0, double.NaN, [score, score], probabilities, out var label, out _));
        Assert.Equal([0.5f, 0.5f, 0.5f, 0.5f], probabilities);
        Assert.Equal(0, label);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Smoothing_starts_at_the_first_scores_that_are_numbers(float first)
    {
        var decider = Make(new DecisionOptions { Smoothing = 1 });
        var probabilities = new float[4];
        Assert.False(decider.Decide(0, 0, double.NaN, [first, 0], probabilities, out _, out _));
        Assert.True(decider.Decide(0, 1000, 1e-6, [0, 0], probabilities, out _, out _));
        Assert.Equal([0.5f, 0.5f], probabilities[..2]);
    }

    /// <summary>Sources that end, are stopped and fail; sinks that fail; both policies, late events, 1 to 4 workers.</summary>
    [Fact]
    public async Task Whatever_happens_under_load_every_event_is_accounted_for()
    {
        for (var seed = 0; seed < 24; seed++)
        {
            var random = new Random(seed);
            var kind = seed % 4;
            using var stop = new CancellationTokenSource();
            var source = new ListSource(Jittered(PipelineTests.Events(10_000, 60), random))
            {
                Before = i => Disturb(i, kind, stop),
            };
            var sink = new RecordingSink { BeforeWrite = written => FailAfter(written, kind == 3 ? 500 : int.MaxValue) };
            var options = new PipelineOptions
            {
                Workers = 1 + (seed % 4),
                MaxBatch = 1 + random.Next(300),
                Channel = new ChannelOptions { Capacity = 16 + random.Next(100), Policy = (ChannelPolicy)(seed / 4 % 2) },
                Ordering = new OrderingOptions { Lateness = seed / 8 * 0.02 },
            };
            var report = await new Pipeline(source, new FakeModel(), [sink], options).RunAsync(stop.Token).WaitAsync(Patience);
            var counters = report.Counters;
            Assert.Equal(0, counters.InFlight);
            Assert.Equal(sink.Lines.Count, counters.Classified);
            Assert.Equal(kind == 1, report.WasStopped);
            Assert.Equal(kind == 2, report.Failure?.Message == "the source failed: torn");
        }
    }

    private static void Disturb(int i, int kind, CancellationTokenSource stop)
    {
        if (i == 7000 && kind == 1)
            stop.Cancel();
        if (i == 7000 && kind == 2)
            throw new IOException("torn");
    }

    private static void FailAfter(int written, int most)
    {
        if (written > most)
            throw new IOException("disk full");
    }

    private static (string Stream, double Time, float Value)[] Jittered((string Stream, double Time, float Value)[] events, Random random) =>
        [.. events.Select(e => (e.Stream, e.Time - (random.NextDouble() * 0.1), e.Value))];

    private static Decider Make(DecisionOptions options)
    {
        var decider = new Decider(options, labels: 2);
        decider.Grow(1);
        return decider;
    }

    private sealed class StatelessModel : IEventModel
    {
        public ModelIdentity Identity { get; } = new("stateless", 1, new string('0', 64), ["low", "high"]);

        public IReadOnlyList<string> Features { get; } = ["x"];

        public int StateLength => 1;

        public ulong StateLayout => 1;

        public int ScratchLength(int batch) => 0;

        public void InitializeState(Span<float> state) => throw new InvalidOperationException("no state");

        public void Process(in EventBatch batch) => batch.Scores.Clear();

        public void Dispose()
        {
        }
    }

    private sealed class WrongLengthSource : IEventSource
    {
        public IReadOnlyList<string> Features { get; } = ["x"];

        public async Task RunAsync(EventIntake intake, CancellationToken stop) =>
            await intake.OfferAsync(new SensorEvent(intake.Streams.Intern("a"), 0, 0, 0, [1, 2]), stop);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
