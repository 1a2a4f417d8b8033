using StreamHost.Core.Signals;
using StreamHost.Engine.Accounts;
using StreamHost.Engine.Sinks;

namespace StreamHost.Soak;

/// <summary>
/// Accounts for every numbered input of a run: answered once, in the order of its stream, by a version that is named, or missing from what the
/// sink got, and then it must be among the counted drops. Also how long answers took, apart for quiet times and for changes.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class Ledger(TimeProvider time) : IClassificationSink
{
    private readonly Dictionary<StreamId, long> _last = [];
    private readonly HashSet<string> _versions = [];
    private volatile bool _isChanging;

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

    /// <summary>Latency while nothing changed, and while a version was loaded, tried or put in place.</summary>
    public LatencyHistogram Quiet { get; } = new();

    /// <inheritdoc cref="Quiet"/>
    public LatencyHistogram Changing { get; } = new();

    /// <summary>Whether something is being changed now.</summary>
    public bool IsChanging
    {
        set => _isChanging = value;
    }

    public void Write(ReadOnlySpan<Classification> batch)
    {
        var now = UnixTime.Now(time);
        var latency = _isChanging ? Changing : Quiet;
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
