using System.ComponentModel.DataAnnotations;

namespace StreamHost.Engine.Serving;

/// <summary>How a run keeps its model in service: what it remembers for a new version, how that is tried, and what a faulty one may do.</summary>
public sealed record ServingOptions
{
    /// <summary>Seconds of each stream's own input that are kept to warm a new version on and to try it, 0 to 600; default 2 of a live source, else 0. With 0 none is kept.</summary>
    [Range(0.0, 600.0)]
    public double? History { get; init; }

    /// <summary>Most events of each stream that are kept, 1 to 65,536; default 256. Of sound, all hops of that time are.</summary>
    [Range(1, 65_536)]
    public int HistoryEvents { get; init; } = 256;

    /// <summary>How a new version is tried.</summary>
    public TrialOptions Trial { get; init; } = new();

    /// <summary>Seconds after which a version that answers is kept no longer beside the one that replaced it, 0 to 86,400; default 60. Until then it comes back where the new one is faulty.</summary>
    [Range(0.0, 86_400.0)]
    public double Probation { get; init; } = 60;

    /// <summary>Seconds that one call of a model may take, 0.1 to 60; default 0.4. A call of many or large hops may take 20 times what its first steps took.</summary>
    [Range(0.1, 60.0)]
    public double Deadline { get; init; } = 0.4;

    /// <summary>Faults within a minute after which a model is taken out, 1 to 1,000; default 3.</summary>
    [Range(1, 1000)]
    public int Faults { get; init; } = 3;
}
