using StreamHost.Core.Signals;
using StreamHost.Engine.Sinks;
using StreamHost.Engine.Sources;

namespace StreamHost.Engine.Tests;

/// <summary>A live stream's events come one by one, and every stage goes to sleep between two of them.</summary>
[Collection("alone")]
public sealed class PacedAllocationTests
{
    private const int Window = 2000;
    private const int Windows = 10;

    /// <summary>One small object in eight events; one object an event would be 24 bytes.</summary>
    private const double NoObject = 3;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_event_that_comes_alone_allocates_nothing_after_warm_up(bool isLive)
    {
        var sink = new CountingSink();
        var source = new PacedSource(sink);
        var pipeline = new Pipeline(source, new FakeModel(), [sink], new PipelineOptions { Workers = 1, IsLive = isLive });
        var report = await pipeline.RunAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(Window * Windows, report.Counters.Classified);
        var bytes = source.Bytes.Min() / (double)Window;
        Assert.True(bytes < NoObject, $"{bytes:F4} bytes an event in the best of {source.Bytes.Count} windows.");
    }

    /// <summary>Hands over an event when the one before has reached the sink.</summary>
    private sealed class PacedSource(CountingSink sink) : IEventSource
    {
        public IReadOnlyList<string> Features { get; } = ["x"];

        public List<long> Bytes { get; } = [];

        public async Task RunAsync(EventIntake intake, CancellationToken stop)
        {
            var stream = intake.Streams.Intern("a");
            for (var window = 0; window < Windows; window++)
            {
                var before = GC.GetTotalAllocatedBytes(precise: true);
                for (var i = window * Window; i < (window + 1) * Window; i++)
                {
                    var values = intake.Rent();
                    values[0] = 0;
                    await intake.OfferAsync(new SensorEvent(stream, i * 1000L, 0, i, values), stop);
                    AwaitSink(i + 1, stop);
                }

                Bytes.Add(GC.GetTotalAllocatedBytes(precise: true) - before);
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private void AwaitSink(int count, CancellationToken stop)
        {
            var spin = default(SpinWait);
            while (sink.Flushed < count && !stop.IsCancellationRequested)
                spin.SpinOnce(sleep1Threshold: -1);
        }
    }

    private sealed class CountingSink : IClassificationSink
    {
        private int _written;
        private int _flushed;

        public int Flushed => Volatile.Read(ref _flushed);

        public void Write(ReadOnlySpan<Classification> batch) => _written += batch.Length;

        public void Flush() => Volatile.Write(ref _flushed, _written);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
