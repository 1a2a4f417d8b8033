using StreamHost.Core.Signals;
using StreamHost.Engine.Serving;
using StreamHost.Engine.Sinks;
using StreamHost.Engine.Sources;
using StreamHost.Engine.Tests.Serving;

namespace StreamHost.Engine.Tests;

/// <summary>
/// From a source's hand to a sink's, an event makes no garbage. The whole process is looked at, so now and then a thread
/// that wakes up elsewhere adds an object to a window of events; one object an event would be 24 bytes.
/// </summary>
[Collection("alone")]
public sealed class AllocationTests
{
    private const int Streams = 1000;
    private const int WarmUp = 200_000;
    private const int Measured = 400_000;
    private const int Window = 50_000;
    private const double NoObject = 0.05;

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(2, 1)]
    public async Task An_event_allocates_nothing_after_warm_up(int workers, double history)
    {
        var source = new EndlessSource();
        await using var model = new ServedModel(VersionedModel.Package(1), (_, _) => new Edition(new VersionedModel { Version = 1 }), new ServingOptions { History = history });
        var pipeline = new Pipeline(source, model, [new NullSink()], new PipelineOptions { Workers = workers });
        await pipeline.RunAsync(CancellationToken.None);
        var bytes = source.Windows.Min() / (double)Window;
        Assert.True(bytes < NoObject, $"{bytes:F4} bytes an event in the best of {source.Windows.Count} windows.");
    }

    /// <summary>Hands over events and looks at the whole process's garbage, a window at a time.</summary>
    private sealed class EndlessSource : IEventSource
    {
        public IReadOnlyList<string> Features { get; } = ["x"];

        public List<long> Windows { get; } = [];

        public async Task RunAsync(EventIntake intake, CancellationToken stop)
        {
            var streams = Enumerable.Range(0, Streams).Select(i => intake.Streams.Intern($"s{i}")).ToArray();
            long before = 0;
            for (var i = 0; i < WarmUp + Measured; i++)
            {
                if (i >= WarmUp && (i - WarmUp) % Window == 0)
                {
                    var now = GC.GetTotalAllocatedBytes(precise: true);
                    if (i > WarmUp)
                        Windows.Add(now - before);
                    before = now;
                }

                var values = intake.Rent();
                values[0] = i % 3;
                await intake.OfferAsync(new SensorEvent(streams[i % Streams], i * 1000L, 0, i, values), stop);
            }

            Windows.Add(GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class NullSink : IClassificationSink
    {
        public void Write(ReadOnlySpan<Classification> batch)
        {
        }

        public void Flush()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

/// <summary>Tests that look at the whole process run without company.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public sealed class AloneCollection;
