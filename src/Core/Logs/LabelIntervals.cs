using StreamHost.Core.Signals;

namespace StreamHost.Core.Logs;

/// <summary>
/// Which label holds when: intervals from their start up to, and without, their end. Read from a CSV file with the
/// columns <c>start</c>, <c>end</c>, <c>label</c> and perhaps <c>stream</c>; without that one they hold for every
/// stream. Immutable, safe from any thread.
/// </summary>
public sealed class LabelIntervals
{
    private readonly Dictionary<string, LabelInterval[]> _byStream;
    private readonly LabelInterval[]? _ofAll;

    private LabelIntervals(Dictionary<string, LabelInterval[]> byStream, LabelInterval[]? ofAll, IReadOnlyList<string> labels)
    {
        _byStream = byStream;
        _ofAll = ofAll;
        Labels = labels;
    }

    /// <summary>The labels, each once, in the order of the file.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>Reads a file. [any thread]</summary>
    /// <param name="path">The file.</param>
    /// <param name="timeUnit">What its times are written in.</param>
    /// <exception cref="InputException">The file can't be read, lacks a column, a row is malformed, or intervals of one stream overlap.</exception>
    public static LabelIntervals Read(string path, EventTimeUnit timeUnit) => Read(InputFile.Open(path), path, timeUnit);

    /// <summary>Reads from a stream, and closes it.</summary>
    /// <param name="stream">The bytes.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="timeUnit">What its times are written in.</param>
    /// <exception cref="InputException">The file can't be read, lacks a column, a row is malformed, or intervals of one stream overlap.</exception>
    public static LabelIntervals Read(Stream stream, string name, EventTimeUnit timeUnit)
    {
        using var table = new IntervalTable(stream, name, timeUnit);
        var all = table.Read();
        var byStream = all
            .GroupBy(interval => interval.Stream ?? "", StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => Sorted(group, name), StringComparer.Ordinal);
        byStream.Remove("", out var ofAll);
        return new LabelIntervals(byStream, ofAll, [.. all.Select(interval => interval.Label).Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>The label that holds for a stream at a time, or null where none does. Allocates nothing.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="time">In ns since the Unix epoch.</param>
    public string? At(StreamId stream, long time)
    {
        var intervals = _byStream.GetValueOrDefault(stream.Name) ?? _ofAll ?? [];
        var low = 0;
        var high = intervals.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (intervals[middle].Start <= time)
                low = middle + 1;
            else
                high = middle;
        }

        return low > 0 && time < intervals[low - 1].End ? intervals[low - 1].Label : null;
    }

    private static LabelInterval[] Sorted(IEnumerable<LabelInterval> intervals, string file)
    {
        var sorted = intervals.OrderBy(interval => interval.Start).ToArray();
        for (var i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].Start < sorted[i - 1].End)
            {
                throw new InputException(
                    $"{file}, line {sorted[i].Line}",
                    $"the interval of {Quoted.Text(sorted[i].Label)} overlaps that of {Quoted.Text(sorted[i - 1].Label)} in line {sorted[i - 1].Line}",
                    "at any time one label holds");
            }
        }

        return sorted;
    }
}
