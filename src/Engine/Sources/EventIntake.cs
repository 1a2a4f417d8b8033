using StreamHost.Core.Signals;

namespace StreamHost.Engine.Sources;

/// <summary>The pipeline's front door, handed to a source: every event that passes it, waits at it or is turned away is counted.</summary>
public abstract class EventIntake
{
    /// <summary>The names of the run's streams.</summary>
    public abstract StreamTable Streams { get; }

    /// <summary>The run's clock.</summary>
    public abstract TimeProvider Time { get; }

    /// <summary>An array of [features] with undefined contents, to fill and to hand over inside an event. Allocates nothing after warm-up.</summary>
    public abstract float[] Rent();

    /// <summary>
    /// Hands an event over; from here on its values belong to the pipeline. Completes at once unless the channel is full
    /// and its policy is to wait.
    /// </summary>
    /// <exception cref="ArgumentException">The event has not as many values as there are features.</exception>
    public abstract ValueTask OfferAsync(SensorEvent sensorEvent, CancellationToken stop);

    /// <summary>Counts input that never became an event, such as a malformed row that the preset says to skip.</summary>
    public abstract void CountSkipped(string reason);
}
