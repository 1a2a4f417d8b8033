using StreamHost.Core.Signals;
using StreamHost.Engine.Sources;

namespace StreamHost.Engine.Tests;

/// <summary>Events of a live source may wait for those of other streams, to share a call; never longer than they may, and never past one of their own stream.</summary>
public sealed class GatheringTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Events_of_several_streams_share_a_call()
    {
        var (calls, _) = await RunAsync(["a", "b", "c", "d"], maxDelay: 1, maxBatch: 4);
        Assert.Equal([4], calls);
    }

    [Fact]
    public async Task What_may_not_wait_is_run_as_it_comes()
    {
        var (calls, _) = await RunAsync(["a", "b", "c", "d"], maxDelay: 0, maxBatch: 4);
        Assert.Equal([1, 1, 1, 1], calls);
    }

    /// <summary>The source ends only when the event has come out.</summary>
    [Fact]
    public async Task An_event_that_stays_alone_is_let_out()
    {
        var (calls, _) = await RunAsync(["a"], maxDelay: 0.02, maxBatch: 256);
        Assert.Equal([1], calls);
    }

    [Fact]
    public async Task Events_of_a_stream_stay_in_order_and_every_result_the_same()
    {
        string[] streams = ["a", "b", "a", "a", "c", "b", "a"];
        var (_, together) = await RunAsync(streams, maxDelay: 0.05, maxBatch: 256);
        var (_, apart) = await RunAsync(streams, maxDelay: 0, maxBatch: 1);
        Assert.Equal(apart, together);
    }

    /// <summary>Offers an event of each stream, one when the last has come out where none may wait, and ends when all have.</summary>
    private static async Task<(List<int> Calls, IReadOnlyList<string> Lines)> RunAsync(string[] streams, double maxDelay, int maxBatch)
    {
        var calls = new List<int>();
        using var delivered = new SemaphoreSlim(0);
        var sink = new RecordingSink { BeforeWrite = _ => delivered.Release() };
        var options = new PipelineOptions { Workers = 1, IsLive = true, MaxDelay = maxDelay, MaxBatch = maxBatch };
        await new Pipeline(new SpacedSource(streams, sink, delivered, isPaced: maxDelay == 0), new FakeModel { OnBatch = calls.Add }, [sink], options)
            .RunAsync(CancellationToken.None).WaitAsync(Patience);
        return (calls, sink.Lines);
    }

    private sealed class SpacedSource(string[] streams, RecordingSink sink, SemaphoreSlim delivered, bool isPaced) : IEventSource
    {
        public IReadOnlyList<string> Features { get; } = ["x"];

        public async Task RunAsync(EventIntake intake, CancellationToken stop)
        {
            for (var i = 0; i < streams.Length; i++)
            {
                var values = intake.Rent();
                values[0] = i;
                await intake.OfferAsync(
                    new SensorEvent(intake.Streams.Intern(streams[i]), i * UnixTime.Second, UnixTime.Now(intake.Time), i, values), stop);
                if (isPaced)
                    await delivered.WaitAsync(stop);
            }

            while (sink.Lines.Count < streams.Length)
                await delivered.WaitAsync(TimeSpan.FromMilliseconds(5), stop);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
