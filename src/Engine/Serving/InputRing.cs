using StreamHost.Engine.Memory;

namespace StreamHost.Engine.Serving;

/// <summary>
/// The last events of one stream with what was said of them, to warm another version on and to compare it with. One worker writes; any
/// thread reads, and finds out where the writer was faster. Neither locks.
/// </summary>
internal sealed class InputRing : IDisposable
{
    /// <summary>The writer may be busy with the oldest place, and another processor may see it begin early.</summary>
    private const int Margin = 2;

    private readonly AlignedFloats _values;
    private readonly InputEvent[] _events;
    private readonly int _features;
    private long _written;

    /// <param name="capacity">Most events to keep, at least 1.</param>
    /// <param name="features">Values of an event.</param>
    public InputRing(int capacity, int features)
    {
        _features = features;
        _events = new InputEvent[capacity + Margin];
        _values = new AlignedFloats(_events.Length * features);
    }

    /// <summary>How many events were ever written: the position of the next one.</summary>
    public long Written => Volatile.Read(ref _written);

    /// <summary>The position of the oldest event that can still be read.</summary>
    public long Oldest => Math.Max(0, Written - _events.Length + Margin);

    /// <summary>Adds an event. [the worker's thread]</summary>
    public void Write(in InputEvent inputEvent, ReadOnlySpan<float> values)
    {
        var place = (int)(_written % _events.Length);
        _events[place] = inputEvent;
        values.CopyTo(_values.Span.Slice(place * _features, _features));
        Volatile.Write(ref _written, _written + 1);
    }

    /// <summary>Reads an event; false where it was overwritten. [any thread]</summary>
    /// <param name="position">Its position, below <see cref="Written"/>.</param>
    /// <param name="values">[features]: receives its values.</param>
    /// <param name="inputEvent">The rest of it.</param>
    public bool TryRead(long position, Span<float> values, out InputEvent inputEvent)
    {
        var place = (int)(position % _events.Length);
        inputEvent = _events[place];
        _values.Span.Slice(place * _features, _features).CopyTo(values);
        Interlocked.MemoryBarrier();
        return position >= Oldest;
    }

    /// <summary>The position of the first event within some time of the last one.</summary>
    /// <param name="history">In ns.</param>
    public long Since(long history)
    {
        var (first, end) = (Oldest, Written);
        var last = end == 0 ? 0 : TimeOf(end - 1);
        while (first < end && TimeOf(first) < last - history)
            first++;
        return first;
    }

    private long TimeOf(long position) => _events[position % _events.Length].Time;

    /// <inheritdoc/>
    public void Dispose() => _values.Dispose();
}
