using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace StreamHost.Core.Logs;

/// <summary>How a log of events is to be read.</summary>
public sealed record EventLogOptions
{
    /// <summary>How the log is written down; default by the file's ending: <c>.csv</c>, or <c>.jsonl</c> or <c>.ndjson</c>.</summary>
    public EventLogFormat? Format { get; init; }

    /// <summary>The column or key of the event's time; default <c>time</c>.</summary>
    [MinLength(1)]
    public string TimeColumn { get; init; } = "time";

    /// <summary>What the times are written in; default seconds since the Unix epoch.</summary>
    public EventTimeUnit TimeUnit { get; init; } = EventTimeUnit.S;

    /// <summary>The column or key of the stream's name; default <c>stream</c>. Where it is absent, the one stream is named after the file.</summary>
    [MinLength(1)]
    public string StreamColumn { get; init; } = "stream";

    /// <summary>The column or key of the event's label, which may be absent; default <c>label</c>.</summary>
    [MinLength(1)]
    public string LabelColumn { get; init; } = "label";

    /// <summary>
    /// The values to read, in the order wanted; others are left out. Default: every other column of a CSV file, the
    /// values of the first row of a JSONL file.
    /// </summary>
    public IReadOnlyList<string>? Features { get; init; }

    /// <summary>What happens to a row that can't be understood; default <c>fail</c>.</summary>
    public BadRowPolicy OnBadRow { get; init; } = BadRowPolicy.Fail;

    /// <summary>The longest line, in bytes, 256 to 1 GiB; default 1 MiB.</summary>
    [Range(256, 1 << 30)]
    public int MaxLineBytes { get; init; } = 1 << 20;

    /// <summary>How far a time may lie before the latest of its stream, in seconds, 0 to 1e9; default 0.</summary>
    [Range(0, 1e9)]
    public double MaxBackward { get; init; }

    /// <summary>How far a time may lie after the latest of its stream, in seconds, above 0 to 1e9; default 86,400.</summary>
    [Range(1e-9, 1e9)]
    public double MaxForward { get; init; } = 86_400;

    /// <summary>Holds the values against their ranges.</summary>
    /// <param name="where">The preset or the log they belong to, for the message.</param>
    /// <exception cref="InputException">A value is out of its range, or a name stands for two things.</exception>
    public void Check(string where)
    {
        var results = new List<ValidationResult>();
        if (!Validator.TryValidateObject(this, new ValidationContext(this), results, validateAllProperties: true))
        {
            var key = JsonNamingPolicy.CamelCase.ConvertName(results[0].MemberNames.First());
            throw new InputException(where, $"{key} is out of range", results[0].ErrorMessage!.TrimEnd('.'));
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in new[] { TimeColumn, StreamColumn, LabelColumn }.Concat(Features ?? []))
        {
            if (string.IsNullOrEmpty(name) || !names.Add(name))
                throw new InputException(where, $"the column {Quoted.Text(name)} is asked for twice or has no name", "time, stream, label and features are different columns");
        }

        if (Features is { Count: 0 })
            throw new InputException(where, "features is empty", "name at least one, or leave it out to read all");
    }
}
