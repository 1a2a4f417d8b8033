using StreamHost.Core.Signals;

namespace StreamHost.Engine.Ordering;

/// <summary>Events in their final order on the way to one worker; an event's ordinal is its place among all events of the run.</summary>
internal sealed class OrderedChunk
{
    public const int Capacity = 256;

    private readonly SensorEvent[] _events = new SensorEvent[Capacity];
    private readonly long[] _ordinals = new long[Capacity];

    public int Count { get; private set; }

    public bool IsFull => Count == Capacity;

    public ReadOnlySpan<SensorEvent> Events => _events.AsSpan(0, Count);

    public ReadOnlySpan<long> Ordinals => _ordinals.AsSpan(0, Count);

    public void Add(in SensorEvent sensorEvent, long ordinal)
    {
        _events[Count] = sensorEvent;
        _ordinals[Count++] = ordinal;
    }

    public void Clear() => Count = 0;
}
