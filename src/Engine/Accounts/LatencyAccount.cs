namespace StreamHost.Engine.Accounts;

/// <summary>
/// How long results are on their way, and of those that are late, why. Counted from an event's arrival; of live sound from the moment when the
/// first sample of a hop was heard. One writer; any thread may read. Allocates nothing.
/// </summary>
public sealed class LatencyAccount
{
    private static readonly int Causes = Enum.GetValues<LatenessCause>().Length;

    private readonly long[] _late = new long[Causes];
    private TimeSpan _collected = GC.GetTotalPauseDuration();

    /// <summary>All of them.</summary>
    public LatencyHistogram All { get; } = new();

    /// <summary>Results that took longer than <see cref="Bound"/>, for all causes together.</summary>
    public long Late => Enumerable.Range(0, Causes).Sum(cause => Volatile.Read(ref _late[cause]));

    /// <summary>From which latency on a result is late, in ns: 10 ms, of live sound after its hop's end; others are never late.</summary>
    public long Bound { get; internal set; } = long.MaxValue;

    /// <summary>Whether they are counted from when sound was heard; only such results can be late.</summary>
    public bool IsOfSound => Bound < long.MaxValue;

    /// <summary>How many were late for one cause.</summary>
    public long LateFor(LatenessCause cause) => Volatile.Read(ref _late[(int)cause]);

    /// <summary>Counts the results of a delivery.</summary>
    internal void Add(ReadOnlySpan<ResultTimes> times, long delivered)
    {
        var collected = GC.GetTotalPauseDuration();
        var pause = (long)(collected - _collected).TotalNanoseconds;
        _collected = collected;
        foreach (ref readonly var result in times)
        {
            All.Add(delivered - result.Begun);
            var late = delivered - result.Begun - Bound;
            if (late > 0)
                Count(2 * pause > late ? LatenessCause.Collector : result.LongestPart(delivered));
        }
    }

    private void Count(LatenessCause cause)
    {
        ref var late = ref _late[(int)cause];
        Volatile.Write(ref late, late + 1);
    }
}
