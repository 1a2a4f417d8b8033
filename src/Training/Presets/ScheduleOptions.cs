using System.ComponentModel.DataAnnotations;
using StreamHost.Numerics.Optimization;

namespace StreamHost.Training.Presets;

/// <summary>How the learning rate changes from epoch to epoch.</summary>
public sealed record ScheduleOptions
{
    /// <summary>The kind of schedule; default <c>constant</c>.</summary>
    public ScheduleKind Type { get; init; }

    /// <summary>Epochs between two steps (<c>step</c>), or without progress before one (<c>plateau</c>), 1 to 100,000; default 10.</summary>
    [Range(1, 100_000)]
    public int Epochs { get; init; } = 10;

    /// <summary>What a step multiplies the rate by, above 0 to below 1; default 0.1.</summary>
    [Range(1e-6, 0.999999)]
    public double Factor { get; init; } = 0.1;

    /// <summary>Epochs of linear warm-up before a <c>cosine</c>, 0 to 100,000; default 0.</summary>
    [Range(0, 100_000)]
    public int WarmUp { get; init; }

    /// <summary>The schedule for a run of <paramref name="epochs"/> from <paramref name="rate"/>.</summary>
    internal LearningRateSchedule Make(double rate, int epochs) => Type switch
    {
        ScheduleKind.Step => new StepSchedule(rate, Epochs, Factor),
        ScheduleKind.Cosine => new CosineSchedule(rate, epochs, warmUp: Math.Min(WarmUp, epochs - 1)),
        ScheduleKind.Plateau => new PlateauSchedule(rate, factor: Factor, patience: Epochs),
        _ => new ConstantSchedule(rate),
    };
}
