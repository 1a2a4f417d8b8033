using StreamHost.Training.Datasets;
using StreamHost.Training.Metrics;

namespace StreamHost.Training.Reports;

/// <summary>What a training report says.</summary>
public sealed record ReportContents
{
    /// <summary>Its heading.</summary>
    public required string Title { get; init; }

    /// <summary>The most important figures: a name and its value, in order.</summary>
    public required IReadOnlyList<(string Name, string Value)> Figures { get; init; }

    /// <summary>Every epoch.</summary>
    public required IReadOnlyList<EpochRecord> History { get; init; }

    /// <summary>The epoch, from 1, whose weights were kept.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>The parts of the data that the kept weights were judged by, by name.</summary>
    public required IReadOnlyList<(string Name, Evaluation Evaluation)> Evaluations { get; init; }

    /// <summary>What was read.</summary>
    public required IReadOnlyList<DataFile> Files { get; init; }

    /// <summary>How to repeat it: a name and its text, in order.</summary>
    public required IReadOnlyList<(string Name, string Text)> Record { get; init; }
}
