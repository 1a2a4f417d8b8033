using System.ComponentModel.DataAnnotations;

namespace StreamHost.Training.Presets;

/// <summary>How a network is trained.</summary>
public sealed record TrainerOptions
{
    /// <summary>Most passes over the training part, 1 to 100,000; default 50.</summary>
    [Range(1, 100_000)]
    public int Epochs { get; init; } = 50;

    /// <summary>Most minutes to train, above 0 to 100,000; default null, no limit. The epoch that it cuts short still counts.</summary>
    [Range(1e-3, 100_000.0)]
    public double? MaxMinutes { get; init; }

    /// <summary>Sequences in a batch, 1 to 65,536; default 32.</summary>
    [Range(1, 65_536)]
    public int BatchSize { get; init; } = 32;

    /// <summary>What changes the weights; default <c>adam</c>.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Adam;

    /// <summary>The step size, above 0 to 10; default 0.001.</summary>
    [Range(1e-12, 10.0)]
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>How the step size changes from epoch to epoch; default <c>constant</c>.</summary>
    public ScheduleOptions Schedule { get; init; } = new();

    /// <summary>The penalty on large weights, 0 to 1; default 0.</summary>
    [Range(0.0, 1.0)]
    public double WeightDecay { get; init; }

    /// <summary>The longest gradient, as a norm over all parameters, above 0 to 1e6; default null, any.</summary>
    [Range(1e-6, 1e6)]
    public double? GradientClip { get; init; }

    /// <summary>How much each label counts in the loss; default <c>none</c>: as often as it occurs.</summary>
    public ClassWeighting ClassWeights { get; init; }

    /// <summary>Epochs without a better validation accuracy after which training ends, 1 to 100,000; default null, never.</summary>
    [Range(1, 100_000)]
    public int? Patience { get; init; }

    /// <summary>What has a label: every event, or a whole recording at its last event; default <c>lastEvent</c>.</summary>
    public LabelledUnit Labels { get; init; } = LabelledUnit.LastEvent;

    /// <summary>With a label for every event, the events of one training sequence, 2 to 1,000,000; default null, whole recordings.</summary>
    [Range(2, 1_000_000)]
    public int? SequenceLength { get; init; }

    /// <summary>With a sequence length, the events from the start of one sequence to that of the next, 1 to that length; default half of it.</summary>
    [Range(1, 1_000_000)]
    public int? SequenceStride { get; init; }

    /// <summary>With a label for every event, the seconds after a change of label that count neither in the loss nor in accuracies, 0 to 3600; default 0.</summary>
    [Range(0.0, 3600.0)]
    public double Settle { get; init; }

    /// <summary>The seed of weights, order and dropout; default 1. The same seed repeats a run bit for bit.</summary>
    public ulong Seed { get; init; } = 1;
}
