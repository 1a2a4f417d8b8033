using StreamHost.Core.Models;
using StreamHost.Core.Signals;
using StreamHost.Engine;
using StreamHost.Engine.Sinks;
using StreamHost.Engine.Sources;
using StreamHost.Plugins.CfC;

namespace StreamHost.Benchmarks.Work;

/// <summary>Events of 1,000 streams from a source's hand through ordering, the model, the decision and into a sink, with one worker.</summary>
public sealed class HostPipeline : IWork
{
    private const int Streams = 1000;

    private readonly IEventModel _model = new CfCPlugin().LoadEventModel(CfCModels.Package());
    private readonly float[] _values;

    public HostPipeline()
    {
        var random = new Random(1);
        _values = [.. Enumerable.Range(0, Streams * CfCModels.Inputs).Select(_ => (float)((2 * random.NextDouble()) - 1))];
    }

    public string Name => "host";

    public string Unit => "event";

    public int UnitsPerRun => 1_000_000;

    public void Run()
    {
        var sink = new CountingSink();
        var pipeline = new Pipeline(new MemorySource(_model.Features, _values, UnitsPerRun), _model, [sink], new PipelineOptions { Workers = 1 });
        var report = pipeline.RunAsync(CancellationToken.None).GetAwaiter().GetResult();
        if (sink.Count != UnitsPerRun || report.Counters.InFlight != 0)
            throw new InvalidOperationException($"{sink.Count} of {UnitsPerRun} events were classified.");
    }

    public void Dispose() => _model.Dispose();

    private sealed class MemorySource(IReadOnlyList<string> features, float[] values, int events) : IEventSource
    {
        public IReadOnlyList<string> Features => features;

        public async Task RunAsync(EventIntake intake, CancellationToken stop)
        {
            var streams = Enumerable.Range(0, Streams).Select(i => intake.Streams.Intern($"stream-{i}")).ToArray();
            for (var i = 0; i < events; i++)
            {
                var stream = i % Streams;
                var rented = intake.Rent();
                values.AsSpan(stream * features.Count, features.Count).CopyTo(rented);
                await intake.OfferAsync(new SensorEvent(streams[stream], i * 1000L, 0, i, rented), stop).ConfigureAwait(false);
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class CountingSink : IClassificationSink
    {
        public int Count { get; private set; }

        public void Write(ReadOnlySpan<Classification> batch) => Count += batch.Length;

        public void Flush()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
