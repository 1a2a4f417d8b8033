namespace StreamHost.Host.Sinks.Screen;

/// <summary>Events a second, over the last second or so.</summary>
internal sealed class EventRate(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private long _start = time.GetTimestamp();
    private long _events;
    private double _rate;

    public double PerSecond(long events)
    {
        var elapsed = time.GetElapsedTime(_start);
        if (elapsed >= Window || _rate == 0)
            _rate = (events - _events) / Math.Max(elapsed.TotalSeconds, 1e-3);
        if (elapsed >= Window)
            (_start, _events) = (time.GetTimestamp(), events);
        return _rate;
    }
}
