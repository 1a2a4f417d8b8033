using StreamHost.Core;
using StreamHost.Engine.Accounts;
using StreamHost.Engine.Channels;
using StreamHost.Engine.Ordering;

namespace StreamHost.Engine.Tests;

public sealed class PipelineTests
{
    [Fact]
    public async Task Every_event_is_classified_in_order_and_counted()
    {
        var sink = new RecordingSink();
        var report = await RunAsync(new ListSource(Events(5000, 17)), sink);
        Assert.Equal(Enumerable.Range(0, 5000).Select(i => i.ToString()), sink.Lines.Select(line => line.Split(' ')[0]));
        AssertSettled(report, classified: 5000);
        Assert.Null(report.Failure);
        Assert.True(sink.Flushes > 0);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 7)]
    [InlineData(2, 256)]
    [InlineData(4, 64)]
    [InlineData(4, 1)]
    public async Task What_sinks_get_depends_neither_on_workers_nor_on_batches(int workers, int maxBatch)
    {
        var expected = new RecordingSink();
        await RunAsync(new ListSource(Events(4000, 23)), expected, new PipelineOptions { Workers = 1 });
        var random = new Random(workers);
        var sink = new RecordingSink();
        var model = new FakeModel { OnBatch = _ => Thread.SpinWait(random.Next(2000)) };
        await RunAsync(new ListSource(Events(4000, 23)), sink, new PipelineOptions { Workers = workers, MaxBatch = maxBatch }, model);
        Assert.Equal(expected.Lines, sink.Lines);
    }

    [Fact]
    public async Task Elapsed_time_reaches_back_to_the_streams_own_previous_event()
    {
        var sink = new RecordingSink();
        await RunAsync(new ListSource(("a", 1, 1), ("b", 1.5, 1), ("a", 3, 1)), sink);
        Assert.StartsWith("0 a 1000000000 1000000000", sink.Lines[0], StringComparison.Ordinal);
        Assert.StartsWith("2 a 1000000000 3000000000", sink.Lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_older_than_its_streams_last_one_is_late()
    {
        var sink = new RecordingSink();
        var report = await RunAsync(new ListSource(("a", 2, 1), ("a", 1, 1), ("b", 1, 1), ("a", 2, 1)), sink);
        Assert.Equal(["0", "2", "3"], sink.Lines.Select(line => line.Split(' ')[0]));
        Assert.Equal(1, report.Counters.DroppedFor(DropReason.Late));
        AssertSettled(report, classified: 3);
    }

    [Fact]
    public async Task Events_within_the_lateness_are_put_in_order()
    {
        var sink = new RecordingSink();
        var options = new PipelineOptions { Ordering = new OrderingOptions { Lateness = 2 } };
        var report = await RunAsync(new ListSource(("a", 1, 1), ("b", 3, 1), ("a", 2, 1), ("a", 2, 2), ("c", 6, 1), ("a", 1, 1), ("c", 9, 1)), sink, options);
        Assert.Equal(["0", "2", "3", "1", "4", "6"], sink.Lines.Select(line => line.Split(' ')[0]));
        Assert.Equal(1, report.Counters.DroppedFor(DropReason.Late));
        AssertSettled(report, classified: 6);
    }

    [Fact]
    public async Task A_full_door_drops_the_oldest_and_counts_them()
    {
        using var gate = new ManualResetEventSlim();
        var sink = new RecordingSink();
        var source = new ListSource(Events(20_000, 50)) { AtEnd = _ => { gate.Set(); return Task.CompletedTask; } };
        var model = new FakeModel { OnBatch = _ => gate.Wait() };
        var options = new PipelineOptions { Channel = new ChannelOptions { Capacity = 64, Policy = ChannelPolicy.DropOldest }, Workers = 2 };
        var report = await RunAsync(source, sink, options, model);
        Assert.True(report.Counters.DroppedFor(DropReason.Overflow) > 0);
        Assert.Equal(20_000, report.Counters.In);
        AssertSettled(report, classified: sink.Lines.Count);
        Assert.StartsWith("19999 ", sink.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_drains_what_came_in()
    {
        using var stop = new CancellationTokenSource();
        var source = new ListSource(Events(10_000, 5)) { Before = i => { if (i == 7000) stop.Cancel(); } };
        var sink = new RecordingSink();
        var report = await RunAsync(source, sink, stop: stop.Token);
        Assert.True(report.WasStopped);
        Assert.Null(report.Failure);
        AssertSettled(report, classified: sink.Lines.Count);
        Assert.Equal(report.Counters.In, sink.Lines.Count);
    }

    [Fact]
    public async Task A_source_that_fails_loses_nothing_that_it_handed_over()
    {
        var sink = new RecordingSink();
        var source = new ListSource(Events(100, 3)) { AtEnd = _ => throw new InputException("log", "it is torn", "mend it") };
        var report = await RunAsync(source, sink);
        Assert.Equal("log: it is torn; mend it", report.Failure!.Message);
        AssertSettled(report, classified: 100);
    }

    [Fact]
    public async Task A_call_that_throws_once_costs_no_event()
    {
        var batches = 0;
        var model = new FakeModel { OnBatch = _ => { if (++batches == 3) throw new InvalidOperationException("no"); } };
        var sink = new RecordingSink();
        var report = await RunAsync(new ListSource(Events(10_000, 5)), sink, new PipelineOptions { Workers = 1, MaxBatch = 4 }, model);
        Assert.Null(report.Failure);
        AssertSettled(report, classified: 10_000);
    }

    [Fact]
    public async Task Scores_that_are_no_numbers_are_withheld_and_counted()
    {
        var sink = new RecordingSink();
        var report = await RunAsync(new ListSource(("a", 1, 1), ("a", 2, 13), ("a", 3, 1)), sink, model: new FakeModel { Poison = 13 });
        Assert.Equal(["0", "2"], sink.Lines.Select(line => line.Split(' ')[0]));
        Assert.Equal(1, report.Counters.DroppedFor(DropReason.InvalidScores));
        AssertSettled(report, classified: 2);
    }

    [Fact]
    public async Task A_sink_that_fails_stops_the_source_and_the_counts_stay_right()
    {
        var sink = new RecordingSink { BeforeWrite = written => { if (written > 100) throw new WorkFailedException("disk full"); } };
        var report = await RunAsync(new ListSource(Events(10_000, 5)), sink);
        Assert.Equal("disk full", report.Failure!.Message);
        Assert.True(report.Counters.DroppedFor(DropReason.SinkFailed) > 0);
        AssertSettled(report, classified: sink.Lines.Count);
    }

    [Fact]
    public void A_source_of_other_features_is_refused()
    {
        var source = new OtherSource();
        Assert.Throws<ArgumentException>(() => new Pipeline(source, new FakeModel(), [], new PipelineOptions()));
    }

    internal static (string Stream, double Time, float Value)[] Events(int count, int streams)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count).Select(i => ($"s{random.Next(streams)}", 1 + (i * 0.01), (float)random.NextDouble() - 0.5f))];
    }

    private static Task<PipelineReport> RunAsync(
        ListSource source, RecordingSink sink, PipelineOptions? options = null, FakeModel? model = null, CancellationToken stop = default) =>
        new Pipeline(source, model ?? new FakeModel(), [sink], options ?? new PipelineOptions()).RunAsync(stop);

    private static void AssertSettled(PipelineReport report, long classified)
    {
        var counters = report.Counters;
        Assert.Equal(classified, counters.Classified);
        Assert.Equal(0, counters.InFlight);
        Assert.Equal(counters.In, counters.Classified + counters.Dropped);
        Assert.Equal(classified, counters.Latency.All.Count);
    }

    private sealed class OtherSource : Sources.IEventSource
    {
        public IReadOnlyList<string> Features { get; } = ["y"];

        public Task RunAsync(Sources.EventIntake intake, CancellationToken stop) => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
