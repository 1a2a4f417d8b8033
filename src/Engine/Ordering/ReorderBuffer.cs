using StreamHost.Core.Signals;

namespace StreamHost.Engine.Ordering;

/// <summary>
/// Holds events until the watermark passes them and lets them out by event time, equal times in the order of arrival.
/// The watermark is the newest event time less the lateness: it moves by event time alone, so a replay at any speed
/// orders the same way. Allocates only while more is held than ever before.
/// </summary>
internal sealed class ReorderBuffer(long lateness)
{
    private readonly PriorityQueue<SensorEvent, (long Time, long Arrival)> _held = new();
    private long _arrivals;
    private long _newest = long.MinValue;
    private bool _isReleased;

    public int Count => _held.Count;

    public void Add(in SensorEvent sensorEvent)
    {
        _held.Enqueue(sensorEvent, (sensorEvent.EventTime, _arrivals++));
        _newest = Math.Max(_newest, sensorEvent.EventTime);
    }

    /// <summary>The next event that the watermark has passed.</summary>
    public bool TryTake(out SensorEvent sensorEvent)
    {
        if (_held.TryPeek(out sensorEvent, out var key) && (_isReleased || key.Time <= _newest - lateness))
        {
            _held.Dequeue();
            return true;
        }

        return false;
    }

    /// <summary>Lets out all that is held: nothing more will come, or nothing came for long enough.</summary>
    public void Release() => _isReleased = true;

    /// <summary>Takes the watermark back to where the events put it, after <see cref="Release"/>.</summary>
    public void Resume() => _isReleased = false;
}
