namespace StreamHost.Engine.Accounts;

/// <summary>
/// What happened to every event, while it happens: in = classified + dropped + in flight. Each count has one writer; any
/// thread may read.
/// </summary>
public sealed class PipelineCounters
{
    private static readonly int Reasons = Enum.GetValues<DropReason>().Length;

    private readonly long[] _dropped = new long[Reasons];
    private readonly Lock _skippedGate = new();
    private readonly Dictionary<string, long> _skipped = new(StringComparer.Ordinal);
    private long _in;
    private long _classified;

    /// <summary>Events that the source handed over.</summary>
    public long In => Volatile.Read(ref _in);

    /// <summary>Events whose classification every sink took.</summary>
    public long Classified => Volatile.Read(ref _classified);

    /// <summary>Events that came in and will never have a classification, for all reasons together.</summary>
    public long Dropped
    {
        get
        {
            long sum = 0;
            for (var i = 0; i < Reasons; i++)
                sum += Volatile.Read(ref _dropped[i]);
            return sum;
        }
    }

    /// <summary>Events that came in and were neither classified nor dropped yet.</summary>
    public long InFlight
    {
        get
        {
            var settled = Classified + Dropped;
            return In - settled;
        }
    }

    /// <summary>How long it takes until a classification went to the sinks.</summary>
    public LatencyAccount Latency { get; } = new();

    /// <summary>Events dropped for one reason.</summary>
    public long DroppedFor(DropReason reason) => Volatile.Read(ref _dropped[(int)reason]);

    /// <summary>A copy of the counts of input that never became an event, by reason.</summary>
    public IReadOnlyDictionary<string, long> Skipped()
    {
        lock (_skippedGate)
        {
            return new SortedDictionary<string, long>(_skipped, StringComparer.Ordinal);
        }
    }

    internal void CountIn() => Volatile.Write(ref _in, _in + 1);

    internal void CountClassified(int events) => Volatile.Write(ref _classified, _classified + events);

    internal void CountDropped(DropReason reason, long events) => Interlocked.Add(ref _dropped[(int)reason], events);

    internal void CountSkipped(string reason)
    {
        lock (_skippedGate)
        {
            _skipped[reason] = _skipped.GetValueOrDefault(reason) + 1;
        }
    }
}
