using StreamHost.Core.Models;

namespace StreamHost.Core.Signals;

/// <summary>What a model and its decision say about a stretch of one stream.</summary>
/// <param name="Stream">The stream it speaks about.</param>
/// <param name="From">The start of the input it speaks about: the event time of the stream's previous event (of the same event, for a first one), in ns since the Unix epoch.</param>
/// <param name="To">The end of that input: the event time of the event that caused it, in ns since the Unix epoch.</param>
/// <param name="ArrivalTime">When that event reached the host, in ns since the Unix epoch; for latency, and never written by a sink that must repeat byte for byte.</param>
/// <param name="Sequence">The source's count of that event.</param>
/// <param name="Model">Which model spoke: name, version, weights, labels.</param>
/// <param name="LabelIndex">The decided label's index in <see cref="ModelIdentity.Labels"/>, or -1 where no label reached the threshold.</param>
/// <param name="IsOnset">True where this is the first classification of a new label, outside the refractory time.</param>
/// <param name="Scores">[2 * labels]: the smoothed probabilities, then the raw ones. Lent to a sink for the duration of its call.</param>
public readonly record struct Classification(
    StreamId Stream,
    long From,
    long To,
    long ArrivalTime,
    long Sequence,
    ModelIdentity Model,
    int LabelIndex,
    bool IsOnset,
    float[] Scores)
{
    /// <summary>Why no version of the model answers this stream: <see cref="LabelIndex"/> is -1 then and all scores are 0. Null where one does.</summary>
    public string? Unavailable { get; init; }

    /// <summary>The decided label, or null where no label reached the threshold.</summary>
    public string? Label => LabelIndex < 0 ? null : Model.Labels[LabelIndex];

    /// <summary>[labels]: probabilities after smoothing, summing to 1.</summary>
    public ReadOnlySpan<float> Probabilities => Scores.AsSpan(0, Model.Labels.Count);

    /// <summary>[labels]: the model's own probabilities for this event alone, summing to 1.</summary>
    public ReadOnlySpan<float> RawProbabilities => Scores.AsSpan(Model.Labels.Count, Model.Labels.Count);
}
