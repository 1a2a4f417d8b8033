namespace StreamHost.Training.Metrics;

/// <summary>How well a network did on some recordings.</summary>
/// <param name="Loss">The mean cross entropy over all that has a label.</param>
/// <param name="Events">Counted by event, or by recording where a recording has one label.</param>
/// <param name="Seconds">With a label for every event: counted by time, a label holding until the next event; otherwise null.</param>
public sealed record Evaluation(double Loss, ConfusionMatrix Events, ConfusionMatrix? Seconds)
{
    /// <summary>The accuracy to judge by: of time where there is one, otherwise of recordings.</summary>
    public double Accuracy => (Seconds ?? Events).Accuracy;
}
