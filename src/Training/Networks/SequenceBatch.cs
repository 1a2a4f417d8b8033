namespace StreamHost.Training.Networks;

/// <summary>Event sequences of different lengths, padded to the longest. Values are as measured: the network normalises.</summary>
public sealed class SequenceBatch
{
    /// <summary>The number of sequences.</summary>
    public required int Count { get; init; }

    /// <summary>The padded length: events of the longest sequence.</summary>
    public required int Time { get; init; }

    /// <summary>[batch, time, features]; NaN means "not measured". At least that long.</summary>
    public required float[] Values { get; init; }

    /// <summary>[batch, time]: seconds since the previous event, never negative; NaN for a sequence's first event. At least that long.</summary>
    public required double[] Elapsed { get; init; }

    /// <summary>Of evenly sampled signals, the rate in Hz; 0 for events.</summary>
    public double SampleRate { get; init; }

    /// <summary>[batch]: the number of real events of each sequence, at least 1.</summary>
    public required int[] Lengths { get; init; }

    /// <summary>With <see cref="EveryEvent"/>, the events that share a label; <see cref="Time"/> is a multiple of it. Default 1.</summary>
    public int LabelStride { get; init; } = 1;

    /// <summary>Label indices, [batch, time / label stride] where <see cref="EveryEvent"/>, else [batch]; -1 has no part in the loss.</summary>
    public required int[] Labels { get; init; }

    /// <summary>Whether every event has a label of its own, or each sequence has one.</summary>
    public required bool EveryEvent { get; init; }

    /// <summary>How many labels there are.</summary>
    public int LabelCount => EveryEvent ? Count * (Time / LabelStride) : Count;

    /// <summary>Which event a label is about, and so the network's scores: a row of <see cref="Values"/>, as if they were [batch * time, features].</summary>
    /// <param name="label">0 to below <see cref="LabelCount"/>.</param>
    public int EventOf(int label) => EveryEvent ? ((label + 1) * LabelStride) - 1 : (label * Time) + Lengths[label] - 1;
}
