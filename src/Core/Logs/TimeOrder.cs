using StreamHost.Core.Signals;

namespace StreamHost.Core.Logs;

/// <summary>Holds each event's time against the latest of its stream.</summary>
internal sealed class TimeOrder(EventLogOptions options)
{
    private readonly ulong _maxBackward = (ulong)(options.MaxBackward * UnixTime.Second);
    private readonly ulong _maxForward = (ulong)(options.MaxForward * UnixTime.Second);
    private long?[] _latest = new long?[64];

    /// <summary>The latest time of a stream so far, or null.</summary>
    public long? Latest(StreamId stream) => stream.Index < _latest.Length ? _latest[stream.Index] : null;

    /// <summary>Checks a time and, where it is good, remembers it.</summary>
    public RowFault Check(StreamId stream, long time)
    {
        if (stream.Index >= _latest.Length)
            Array.Resize(ref _latest, 2 * stream.Index);

        ref var latest = ref _latest[stream.Index];
        if (latest is { } before)
        {
            if (time < before)
                return (ulong)before - (ulong)time > _maxBackward ? RowFault.Backwards : RowFault.None;
            if ((ulong)time - (ulong)before > _maxForward)
                return RowFault.FarForward;
        }

        latest = time;
        return RowFault.None;
    }
}
