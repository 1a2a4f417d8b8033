namespace StreamHost.Training.Loop;

/// <summary>How far training is; reported on the training thread, a few times a second.</summary>
/// <param name="Epoch">The running epoch, from 1.</param>
/// <param name="Epochs">Most epochs.</param>
/// <param name="Batch">Batches done in this epoch.</param>
/// <param name="Batches">Batches of an epoch.</param>
/// <param name="Loss">The mean loss of this epoch so far.</param>
/// <param name="Accuracy">The share of labels that were right in this epoch so far, 0 to 1.</param>
/// <param name="TimeLeft">By the speed so far: until the last epoch or the time limit, whichever comes first.</param>
/// <param name="Finished">The epoch that has just ended, with its validation; null within one.</param>
public sealed record TrainingProgress(
    int Epoch, int Epochs, int Batch, int Batches, double Loss, double Accuracy, TimeSpan TimeLeft, Metrics.EpochRecord? Finished);
