using System.ComponentModel.DataAnnotations;

namespace StreamHost.Engine.Serving;

/// <summary>What a new version has to show before it answers all streams. A version that throws, hangs or says what is no number is out at once.</summary>
public sealed record TrialOptions
{
    /// <summary>How it is tried; default not at all.</summary>
    public TrialKind Kind { get; init; }

    /// <summary>Of a canary, the share of the streams that it answers, above 0 to 1; default 0.1. It answers one stream at least.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double Share { get; init; } = 0.1;

    /// <summary>Seconds of trial, 0.1 to 86,400; default 60.</summary>
    [Range(0.1, 86_400.0)]
    public double Duration { get; init; } = 60;

    /// <summary>Fewest events to compare, at least 1; default 100. A trial goes on until there were as many.</summary>
    [Range(1, int.MaxValue)]
    public int Events { get; init; } = 100;

    /// <summary>Least share of events for which both versions find the same label most probable, 0 to 1; default 0.8.</summary>
    [Range(0.0, 1.0)]
    public double Agreement { get; init; } = 0.8;

    /// <summary>Most that the mean probability of the most probable label may fall, 0 to 1; default 0.2.</summary>
    [Range(0.0, 1.0)]
    public double ConfidenceLoss { get; init; } = 0.2;

    /// <summary>Most times as long as the old version that an event may take, 1 to 1,000; default 5.</summary>
    [Range(1.0, 1000.0)]
    public double Slowdown { get; init; } = 5;
}
