using StreamHost.Core.Signals;

namespace StreamHost.Host.Sinks.Screen;

/// <summary>What a live table remembers of one stream.</summary>
internal sealed class StreamRow(int labels)
{
    private long _since;

    public float[] Probabilities { get; } = new float[labels];

    /// <summary>The label's index, or -1.</summary>
    public int Label { get; private set; } = int.MinValue;

    /// <summary>Why no model answers the stream; null where one does.</summary>
    public string? Unavailable { get; private set; }

    public long Time { get; private set; }

    public double SecondsInLabel => (Time - _since) / (double)UnixTime.Second;

    public void Take(in Classification classification)
    {
        if (classification.LabelIndex != Label)
            (Label, _since) = (classification.LabelIndex, classification.To);
        Time = classification.To;
        Unavailable = classification.Unavailable;
        classification.Probabilities.CopyTo(Probabilities);
    }
}
