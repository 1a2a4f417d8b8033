namespace StreamHost.Plugins.CfC.Fused;

/// <summary>
/// The events of a few sequences in the order in which a sweep meets them: time by time, the longest sequence first, so
/// that those which are still running are always the first rows and padding is never computed.
/// </summary>
internal sealed class ShardPlan
{
    /// <param name="sequences">Which sequences of the batch, by falling length.</param>
    /// <param name="lengths">[batch]: the events of each sequence.</param>
    public ShardPlan(ReadOnlySpan<int> sequences, ReadOnlySpan<int> lengths)
    {
        Sequences = sequences.ToArray();
        var time = lengths[sequences[0]];
        Starts = new int[time + 1];
        for (var t = 0; t < time; t++)
        {
            var running = 0;
            foreach (var sequence in sequences)
                running += lengths[sequence] > t ? 1 : 0;
            Starts[t + 1] = Starts[t] + running;
        }
    }

    /// <summary>The sequences' places in the batch.</summary>
    public int[] Sequences { get; }

    /// <summary>[time + 1]: the first row of each time; the last is the number of all.</summary>
    public int[] Starts { get; }

    /// <summary>Events of the longest sequence.</summary>
    public int Time => Starts.Length - 1;

    /// <summary>Events of all sequences.</summary>
    public int Rows => Starts[^1];

    /// <summary>Sequences that are still running at a time.</summary>
    public int Running(int time) => Starts[time + 1] - Starts[time];

    /// <summary>Splits a batch into shards of at most <paramref name="size"/> sequences of similar length; the same batch always in the same way.</summary>
    public static ShardPlan[] Split(ReadOnlySpan<int> lengths, int size)
    {
        var all = lengths.ToArray();
        var order = Enumerable.Range(0, all.Length).OrderByDescending(sequence => all[sequence]).ToArray();
        return [.. order.Chunk(size).Select(sequences => new ShardPlan(sequences, all))];
    }
}
