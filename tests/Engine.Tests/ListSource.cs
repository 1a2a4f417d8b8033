using StreamHost.Core.Signals;
using StreamHost.Engine.Sources;

namespace StreamHost.Engine.Tests;

/// <summary>Hands over events from a list, and then does what the test wants.</summary>
internal sealed class ListSource(params IReadOnlyList<(string Stream, double Time, float Value)> events) : IEventSource
{
    public IReadOnlyList<string> Features { get; } = ["x"];

    /// <summary>Called after the last event.</summary>
    public Func<CancellationToken, Task>? AtEnd { get; init; }

    /// <summary>Called before an event of that number.</summary>
    public Action<int>? Before { get; init; }

    public async Task RunAsync(EventIntake intake, CancellationToken stop)
    {
        for (var i = 0; i < events.Count && !stop.IsCancellationRequested; i++)
        {
            Before?.Invoke(i);
            var values = intake.Rent();
            values[0] = events[i].Value;
            var time = (long)(events[i].Time * UnixTime.Second);
            await intake.OfferAsync(new SensorEvent(intake.Streams.Intern(events[i].Stream), time, UnixTime.Now(intake.Time), i, values), stop);
        }

        if (AtEnd is not null)
            await AtEnd(stop);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
