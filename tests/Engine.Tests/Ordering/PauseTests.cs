using StreamHost.Core.Signals;
using StreamHost.Engine.Ordering;
using StreamHost.Engine.Sinks;
using StreamHost.Engine.Sources;

namespace StreamHost.Engine.Tests.Ordering;

/// <summary>A live stream that pauses lets out what the ordering holds, and is ordered again when it goes on.</summary>
public sealed class PauseTests
{
    [Fact]
    public async Task Events_are_put_in_order_before_and_after_a_pause()
    {
        using var clock = new PauseClock();
        using var released = new SemaphoreSlim(0);
        var sink = new SequenceSink { AtWrite = () => released.Release() };
        var source = new PausingSource(clock, released);
        var options = new PipelineOptions { Workers = 1, IsLive = true, Ordering = new OrderingOptions { Lateness = 2 } };
        await new Pipeline(source, new FakeModel(), [sink], options, clock).RunAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal([0, 2, 1, 3], sink.Sequences);
    }

    /// <summary>One event, a pause that lets it out, two events in the wrong order, and one that lets them out.</summary>
    private sealed class PausingSource(PauseClock clock, SemaphoreSlim released) : IEventSource
    {
        public IReadOnlyList<string> Features { get; } = ["x"];

        public async Task RunAsync(EventIntake intake, CancellationToken stop)
        {
            await OfferAsync(intake, 0, "a", 10);
            await clock.PassPauseAsync();
            await released.WaitAsync(stop);
            await OfferAsync(intake, 1, "b", 21);
            await OfferAsync(intake, 2, "c", 20);
            await OfferAsync(intake, 3, "d", 30);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private static ValueTask OfferAsync(EventIntake intake, long sequence, string stream, double seconds)
        {
            var values = intake.Rent();
            values[0] = 0;
            var time = (long)(seconds * UnixTime.Second);
            return intake.OfferAsync(new SensorEvent(intake.Streams.Intern(stream), time, 0, sequence, values), CancellationToken.None);
        }
    }

    private sealed class SequenceSink : IClassificationSink
    {
        public List<long> Sequences { get; } = [];

        public required Action AtWrite { get; init; }

        public void Write(ReadOnlySpan<Classification> batch)
        {
            foreach (ref readonly var classification in batch)
                Sequences.Add(classification.Sequence);
            AtWrite();
        }

        public void Flush()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    /// <summary>A clock whose first timer fires when the test says so, and whose others never do.</summary>
    private sealed class PauseClock : TimeProvider, IDisposable
    {
        private readonly TaskCompletionSource<Action> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task PassPauseAsync() => (await _first.Task)();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _first.TrySetResult(() => callback(state));
            return System.CreateTimer(_ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public void Dispose() => _first.TrySetCanceled();
    }
}
