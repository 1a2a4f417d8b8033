namespace StreamHost.Numerics.Optimization;

/// <summary>What an optimiser remembers between steps.</summary>
public sealed record OptimizerState
{
    /// <summary>The number of steps done.</summary>
    public required long Steps { get; init; }

    /// <summary>The step size at the time.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Its averages, by "average.parameter"; as long as the parameter.</summary>
    public required IReadOnlyDictionary<string, float[]> Values { get; init; }
}
