using System.ComponentModel.DataAnnotations;

namespace StreamHost.Engine.Ordering;

/// <summary>How events that arrive out of order are put in order again.</summary>
public sealed record OrderingOptions
{
    /// <summary>
    /// Seconds of event time by which the watermark trails the newest event, 0 to 3600; default 0. An event is held until
    /// the watermark passes it, so events up to this late are put in order. At 0 nothing is held.
    /// </summary>
    [Range(0.0, 3600.0)]
    public double Lateness { get; init; }
}
