using StreamHost.Core.Signals;
using StreamHost.Engine.Accounts;
using StreamHost.Engine.Sinks;

namespace StreamHost.Soak;

/// <summary>
/// Accounts for every numbered input of a run: answered once, in the order of its stream, by a version that is named, or missing from what the
/// sink got, and then it must be among the counted drops. Also how long answers took: before a change, during it, and in the second after it.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class Ledger(TimeProvider time) : IClassificationSink
{
    private readonly Dictionary<StreamId, long> _last = [];
    private readonly HashSet<string> _versions = [];
    private long _changed = long.MinValue;

    /// <summary>How many inputs were given an answer, or the reason why there is none.</summary>
    public long Answered { get; private set; }

    /// <summary>How many of them have no answer but a reason.</summary>
    public long Unavailable { get; private set; }

    /// <summary>Numbers that were left out between two answers, or before the first.</summary>
    public long Missing { get; private set; }

    public long Doubled { get; private set; }

    public long Reordered { get; private set; }

    /// <summary>How many versions have answered.</summary>
    public int Versions => _versions.Count;

    /// <summary>Latency while nothing changed.</summary>
    public LatencyHistogram Before { get; } = new();

    /// <summary>Latency while a version was loaded, tried, put in place or taken back.</summary>
    public LatencyHistogram During { get; } = new();

    /// <summary>Latency in the second after that.</summary>
    public LatencyHistogram After { get; } = new();

    /// <summary>A change begins.</summary>
    public void Begin() => Volatile.Write(ref _changed, long.MaxValue);

    /// <summary>It has ended.</summary>
    public void End() => Volatile.Write(ref _changed, UnixTime.Now(time));

    public void Write(ReadOnlySpan<Classification> batch)
    {
        var now = UnixTime.Now(time);
        var latency = Volatile.Read(ref _changed) is var changed && changed == long.MaxValue ? During : changed > now - UnixTime.Second ? After : Before;
        foreach (ref readonly var answer in batch)
        {
            Enter(answer);
            latency.Add(now - answer.ArrivalTime);
        }
    }

    /// <summary>The numbers that were offered after a stream's last answer.</summary>
    public long MissingAtEnd(IReadOnlyDictionary<StreamId, long> offered) => offered.Sum(stream => stream.Value - 1 - _last.GetValueOrDefault(stream.Key, -1));

    public void Flush()
    {
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Enter(in Classification answer)
    {
        Answered++;
        if (answer.Unavailable is not null)
            Unavailable++;
        else
            _versions.Add($"{answer.Model.Name}/{answer.Model.Version}");
        var last = _last.GetValueOrDefault(answer.Stream, -1);
        if (answer.Sequence == last)
            Doubled++;
        else if (answer.Sequence < last)
            Reordered++;
        else
            (_last[answer.Stream], Missing) = (answer.Sequence, Missing + answer.Sequence - last - 1);
    }
}
