using StreamHost.Core.Signals;

namespace StreamHost.Engine.Serving;

/// <summary>Remembers a minute of the faults of the version that answers. Used under its owner's lock.</summary>
/// <param name="most">Faults within a minute that are too many.</param>
/// <param name="time">The clock.</param>
internal sealed class FaultCounts(int most, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Queue<(long When, StreamId? Stream)> _faults = new();

    /// <summary>Counts a fault.</summary>
    /// <param name="stream">The stream that it happened with; null where it is not known.</param>
    /// <param name="streams">How many streams there are.</param>
    /// <param name="isOneStream">Whether all of the last minute's happened with that stream, and there are others.</param>
    /// <returns>Whether there were too many.</returns>
    public bool Add(StreamId? stream, int streams, out bool isOneStream)
    {
        while (_faults.TryPeek(out var oldest) && time.GetElapsedTime(oldest.When) > Window)
            _faults.Dequeue();
        _faults.Enqueue((time.GetTimestamp(), stream));
        isOneStream = stream is not null && streams > 1 && _faults.All(fault => fault.Stream == stream);
        return _faults.Count >= most;
    }

    /// <summary>Forgets them, for another version.</summary>
    public void Clear() => _faults.Clear();
}
