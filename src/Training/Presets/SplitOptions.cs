using System.ComponentModel.DataAnnotations;

namespace StreamHost.Training.Presets;

/// <summary>Which of the training recordings are held back to choose the best epoch: whole recordings, never parts of one.</summary>
public sealed record SplitOptions
{
    /// <summary>The share of the training recordings that is held back, 0 to 0.9; default 0.1. With 0 the last epoch is the best.</summary>
    [Range(0.0, 0.9)]
    public double Validation { get; init; } = 0.1;

    /// <summary>The seed that chooses them; default 1.</summary>
    public ulong Seed { get; init; } = 1;
}
