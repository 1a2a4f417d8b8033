namespace StreamHost.Core.Logs;

/// <summary>What a log's name tells.</summary>
internal static class LogFile
{
    /// <summary>The format by the name's ending.</summary>
    /// <exception cref="InputException">The ending is not known.</exception>
    public static EventLogFormat FormatOf(string name) => TryFormatOf(name) ?? throw new InputException(
        name, $"the ending {Quoted.Text(Path.GetExtension(name).ToLowerInvariant())} tells no format", "use .csv or .jsonl, or say which format it is");

    /// <summary>The format by the name's ending; null where that is not known.</summary>
    public static EventLogFormat? TryFormatOf(string name) => Path.GetExtension(name).ToLowerInvariant() switch
    {
        ".csv" => EventLogFormat.Csv,
        ".jsonl" or ".ndjson" => EventLogFormat.Jsonl,
        _ => null,
    };

    /// <summary>The stream of a log that names none: its name without folder and ending.</summary>
    public static string StreamOf(string name) =>
        Path.GetFileNameWithoutExtension(name) is { Length: > 0 } stem ? stem : "events";

    /// <summary>Checks the names of the values that are to be written.</summary>
    /// <exception cref="InputException">There is none, or one is empty, stands twice or means something else.</exception>
    public static void CheckFeatures(string name, IReadOnlyList<string> features)
    {
        if (features.Count == 0)
            throw new InputException(name, "there are no features", "an event has at least one value");

        new EventLogOptions { Features = features }.Check(name);
    }
}
