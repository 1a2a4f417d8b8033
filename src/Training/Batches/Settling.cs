namespace StreamHost.Training.Batches;

/// <summary>Takes the label from the events that follow a change of label too closely to be judged.</summary>
/// <param name="settle">How long after a change, in ns.</param>
internal struct Settling(long settle)
{
    private int _label = int.MinValue;
    private long _since;

    /// <summary>The label to judge an event by: its own, or -1 where a change is too near. Called in the order of time.</summary>
    public int Next(long time, int label)
    {
        if (label != _label)
            (_label, _since) = (label, time);
        return settle > 0 && time - _since < settle ? -1 : label;
    }
}
