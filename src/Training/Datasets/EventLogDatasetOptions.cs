using System.ComponentModel.DataAnnotations;
using StreamHost.Core;
using StreamHost.Core.Logs;

namespace StreamHost.Training.Datasets;

/// <summary>
/// Event logs in CSV or JSONL, each stream of each file a recording. Labels stand in the log's label column, or in a file
/// <c>NAME.labels.csv</c> beside <c>NAME.csv</c>, with the columns <c>start</c>, <c>end</c>, <c>label</c>.
/// </summary>
public sealed record EventLogDatasetOptions : DatasetOptions
{
    /// <summary>The logs to learn from: files, or folders for all logs in them; a file's name may hold <c>*</c>, a path <c>${VARIABLE}</c>.</summary>
    [MinLength(1)]
    public required IReadOnlyList<string> Train { get; init; }

    /// <summary>The logs to be tested on, said in the same way; default none.</summary>
    public IReadOnlyList<string> Test { get; init; } = [];

    /// <summary>How to read a log.</summary>
    public EventLogOptions Log { get; init; } = new();

    /// <summary>The labels, in the order that the package gives them; default all that occur, by name.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <inheritdoc/>
    public override Dataset Read(string folder)
    {
        string[] train = [.. Train.SelectMany(path => Logs(folder, path))];
        string[] test = [.. Test.SelectMany(path => Logs(folder, path))];
        if (test.FirstOrDefault(train.Contains) is { } both)
            throw new InputException(both, "it is among the logs to learn from and among those to be tested on", "test on recordings that were never learnt from");

        var reader = new RecordingReader(Log, Labels);
        var training = train.SelectMany(reader.Read).ToList();
        var tested = test.SelectMany(reader.Read).ToList();
        return reader.Finish(training, tested, [.. train.Concat(test).SelectMany(WithLabels).Select(DataFile.Of)]);
    }

    private static IEnumerable<string> WithLabels(string log) =>
        RecordingReader.IntervalsBeside(log) is { } labels ? [log, labels] : [log];

    private static IEnumerable<string> Logs(string folder, string path)
    {
        var full = Resolve(folder, path);
        string[] found = Directory.Exists(full) ? Find(full, "*")
            : Path.GetFileName(full).Contains('*', StringComparison.Ordinal) ? Find(Path.GetDirectoryName(full)!, Path.GetFileName(full))
            : [full];
        return found.Length > 0 ? found : throw new InputException(full, "no log is there", "give files, folders or patterns of .csv or .jsonl logs");
    }

    private static string[] Find(string folder, string pattern) => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, pattern).Where(IsLog).Order(StringComparer.Ordinal)]
        : [];

    private static bool IsLog(string path) =>
        (path.EndsWith(".csv", StringComparison.Ordinal) || path.EndsWith(".jsonl", StringComparison.Ordinal))
        && !path.EndsWith(".labels.csv", StringComparison.Ordinal);
}
