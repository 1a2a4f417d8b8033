namespace StreamHost.Training.Datasets;

/// <summary>One stream's events from beginning to end: the unit in which data is split.</summary>
public sealed record Recording
{
    /// <summary>Its name: the file it comes from, and the stream where the file holds several.</summary>
    public required string Name { get; init; }

    /// <summary>[events]: event times in ns, never decreasing; empty where <see cref="SampleRate"/> tells them.</summary>
    public required long[] Times { get; init; }

    /// <summary>Of an evenly sampled signal of one value, such as sound, the rate in Hz; 0 for events with times of their own.</summary>
    public double SampleRate { get; init; }

    /// <summary>What it shares with others that belong on the same side of a split, such as its speaker; null for nothing.</summary>
    public string? Group { get; init; }

    /// <summary>[events, features]; NaN means "not measured".</summary>
    public required float[] Values { get; init; }

    /// <summary>[events], or [1] where the whole recording has one label: indices of the data set's labels; -1 means none.</summary>
    public required int[] Labels { get; init; }

    /// <summary>The number of events.</summary>
    public int Count => SampleRate > 0 ? Values.Length : Times.Length;

    /// <summary>The label of an event, or -1.</summary>
    public int LabelAt(int index) => Labels[Labels.Length == 1 ? 0 : index];

    /// <summary>The label of the whole: its last event's.</summary>
    public int Label => Labels[^1];
}
