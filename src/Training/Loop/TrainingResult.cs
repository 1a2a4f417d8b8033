using StreamHost.Core.Packages;
using StreamHost.Training.Metrics;

namespace StreamHost.Training.Loop;

/// <summary>What came of a training run: the best epoch's weights and their figures.</summary>
public sealed record TrainingResult
{
    /// <summary>Every epoch.</summary>
    public required IReadOnlyList<EpochRecord> History { get; init; }

    /// <summary>The epoch, from 1, whose weights these are.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>How long it took, interruptions left out.</summary>
    public required double Seconds { get; init; }

    /// <summary>On the part that chose the best epoch; null without one.</summary>
    public Evaluation? Validation { get; init; }

    /// <summary>On each test part, by name; empty where there is none.</summary>
    public required IReadOnlyDictionary<string, Evaluation> Tests { get; init; }

    /// <summary>What a package needs to run the network.</summary>
    public required TensorFile Weights { get; init; }
}
