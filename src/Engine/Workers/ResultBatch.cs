using StreamHost.Core.Signals;
using StreamHost.Engine.Accounts;

namespace StreamHost.Engine.Workers;

/// <summary>The results of one batch on their way to the sinks, in the order of their ordinals, with the memory of their probabilities.</summary>
internal sealed class ResultBatch
{
    private readonly Classification[] _classifications;
    private readonly long[] _ordinals;
    private readonly DropReason?[] _dropped;
    private readonly float[][] _scores;

    public ResultBatch(int worker, int capacity, int labels)
    {
        Worker = worker;
        _classifications = new Classification[capacity];
        _ordinals = new long[capacity];
        _dropped = new DropReason?[capacity];
        _scores = new float[capacity][];
        for (var i = 0; i < capacity; i++)
            _scores[i] = new float[2 * labels];
    }

    /// <summary>Which worker it belongs to.</summary>
    public int Worker { get; }

    public int Count { get; private set; }

    /// <summary>When the worker was free for it, when its model started and when it was done, in ns since the Unix epoch.</summary>
    public (long Free, long Started, long Computed) Times { get; set; }

    /// <summary>How many of its results the sinks' side has taken.</summary>
    public int Taken { get; set; }

    /// <summary>[2 * labels]: where the probabilities of the next result go.</summary>
    public float[] NextScores => _scores[Count];

    public long Ordinal(int index) => _ordinals[index];

    public ref readonly Classification this[int index] => ref _classifications[index];

    /// <summary>Why that event has no classification; null where it has one.</summary>
    public DropReason? Dropped(int index) => _dropped[index];

    public void Add(long ordinal, in Classification classification)
    {
        _ordinals[Count] = ordinal;
        _dropped[Count] = null;
        _classifications[Count++] = classification;
    }

    public void AddDropped(long ordinal, DropReason reason)
    {
        _ordinals[Count] = ordinal;
        _dropped[Count++] = reason;
    }

    public void Clear() => (Count, Taken) = (0, 0);
}
