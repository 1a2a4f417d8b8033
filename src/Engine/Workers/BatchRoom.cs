using StreamHost.Engine.Memory;

namespace StreamHost.Engine.Workers;

/// <summary>What is lent to a model for one call but the streams' states: inputs, outputs, and a copy of the states to come back to.</summary>
internal sealed class BatchRoom : IDisposable
{
    public BatchRoom(int capacity, int features, int labels)
    {
        (Capacity, Features, Labels) = (capacity, features, labels);
        Values = new AlignedFloats(capacity * features);
        Scores = new AlignedFloats(capacity * labels);
        Elapsed = new double[capacity];
        Rows = new int[capacity];
    }

    public int Capacity { get; }

    public int Features { get; }

    public int Labels { get; }

    /// <summary>[capacity, features].</summary>
    public AlignedFloats Values { get; }

    /// <summary>[capacity, labels].</summary>
    public AlignedFloats Scores { get; }

    /// <summary>[capacity]: seconds, NaN for a state's first event.</summary>
    public double[] Elapsed { get; }

    /// <summary>[capacity].</summary>
    public int[] Rows { get; }

    /// <summary>The states before the call, where they are small enough to be copied.</summary>
    public AlignedFloats Before { get; } = new(0);

    public Span<float> ValuesOf(int index) => Values.Span.Slice(index * Features, Features);

    public Span<float> ScoresOf(int index) => Scores.Span.Slice(index * Labels, Labels);

    /// <summary>Another room with the same inputs: what is in this one may still be written by a call that never came back.</summary>
    public BatchRoom Replace()
    {
        var other = new BatchRoom(Capacity, Features, Labels);
        Values.Span.CopyTo(other.Values.Span);
        Elapsed.CopyTo(other.Elapsed, 0);
        Rows.CopyTo(other.Rows, 0);
        other.Before.Grow(Before.Length);
        Before.Span.CopyTo(other.Before.Span);
        return other;
    }

    public void Dispose()
    {
        Values.Dispose();
        Scores.Dispose();
        Before.Dispose();
    }
}
