using System.Text.Json.Serialization;
using StreamHost.Training.Datasets;

namespace StreamHost.Training.Presets;

/// <summary>What <c>streamhost train</c> reads: which data, which network, how long.</summary>
public sealed record TrainingPreset
{
    /// <summary>Where this file's schema lies, for editors.</summary>
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    /// <summary>What the run is called, for people.</summary>
    public string? Title { get; init; }

    /// <summary>What it is for, for people.</summary>
    public string? Description { get; init; }

    /// <summary>The recordings to learn from and to be tested on.</summary>
    public required DatasetOptions Dataset { get; init; }

    /// <summary>Which recordings choose the best epoch.</summary>
    public SplitOptions Split { get; init; } = new();

    /// <summary>The network and the package that it becomes.</summary>
    public required TrainedModelOptions Model { get; init; }

    /// <summary>How it is trained.</summary>
    public TrainerOptions Training { get; init; } = new();
}
