using StreamHost.Core.Signals;
using StreamHost.Engine.Sources;

namespace StreamHost.Soak;

/// <summary>10,000 events a second over 200 streams, in bursts with pauses: each pause cancels the wait of the reader behind it.</summary>
internal sealed class EventLoad(IReadOnlyList<string> features, int seed) : IEventSource
{
    private const int Streams = 200;
    private const int EventsPerSecond = 10_000;

    public IReadOnlyList<string> Features => features;

    /// <summary>How many events of each stream were offered.</summary>
    public Dictionary<StreamId, long> Offered { get; } = [];

    public async Task RunAsync(EventIntake intake, CancellationToken stop)
    {
        var random = new Random(seed);
        var streams = Enumerable.Range(0, Streams).Select(i => intake.Streams.Intern($"sensor-{i}")).ToArray();
        var started = intake.Time.GetTimestamp();
        for (long count = 0; !stop.IsCancellationRequested;)
        {
            for (var due = (long)(intake.Time.GetElapsedTime(started).TotalSeconds * EventsPerSecond); count < due; count++)
            {
                var stream = streams[count % Streams];
                var values = intake.Rent();
                for (var i = 0; i < features.Count; i++)
                    values[i] = (float)random.NextDouble();
                var number = Offered.GetValueOrDefault(stream);
                Offered[stream] = number + 1;
                var now = UnixTime.Now(intake.Time);
                await intake.OfferAsync(new SensorEvent(stream, now, now, number, values), stop).ConfigureAwait(false);
            }

            await Task.Delay(random.Next(1, 8), CancellationToken.None).ConfigureAwait(false);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
