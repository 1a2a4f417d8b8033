using System.ComponentModel.DataAnnotations;

namespace StreamHost.Engine.Decision;

/// <summary>How probabilities become a label. All times are event times, so a replay decides as the live run did.</summary>
public sealed record DecisionOptions
{
    /// <summary>Time constant of the exponential smoothing of probabilities, in s, 0 to 3600; default 0, none.</summary>
    [Range(0.0, 3600.0)]
    public double Smoothing { get; init; }

    /// <summary>The smoothed probability that a label needs, 0 to 1; default 0, any. Below it there is no label.</summary>
    [Range(0.0, 1.0)]
    public double Threshold { get; init; }

    /// <summary>Seconds after the onset of a label in which no other onset is reported, 0 to 3600; default 0.</summary>
    [Range(0.0, 3600.0)]
    public double Refractory { get; init; }
}
