namespace StreamHost.Training.Metrics;

/// <summary>What came of one epoch.</summary>
/// <param name="Epoch">Its number, from 1.</param>
/// <param name="LearningRate">Its learning rate.</param>
/// <param name="TrainingLoss">The mean loss of its batches.</param>
/// <param name="TrainingAccuracy">The share of labels that were right while it ran, 0 to 1.</param>
/// <param name="ValidationLoss">After it; null without a validation part.</param>
/// <param name="ValidationAccuracy">After it, 0 to 1; null without a validation part.</param>
/// <param name="Seconds">How long it took, with its validation.</param>
public sealed record EpochRecord(
    int Epoch,
    double LearningRate,
    double TrainingLoss,
    double TrainingAccuracy,
    double? ValidationLoss,
    double? ValidationAccuracy,
    double Seconds);
