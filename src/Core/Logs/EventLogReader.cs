using System.Text.Unicode;
using StreamHost.Core.Signals;

namespace StreamHost.Core.Logs;

/// <summary>
/// Reads a log of sensor events row by row: a cursor over UTF-8 text that allocates nothing a row once every stream
/// and label was seen and the longest line was met. Used by one thread at a time.
/// </summary>
public sealed class EventLogReader : IDisposable
{
    private readonly string _name;
    private readonly EventLogOptions _options;
    private readonly LineReader _lines;
    private readonly RowParser _rows;
    private readonly TimeOrder _order;
    private readonly Dictionary<string, long> _skipped = new(StringComparer.Ordinal);

    private EventLogReader(LineReader lines, string name, EventLogFormat format, EventLogOptions options, StreamTable streams)
    {
        _name = name;
        _options = options;
        _lines = lines;
        _order = new TimeOrder(options);
        _rows = format == EventLogFormat.Csv
            ? new CsvRowParser(name, options, streams)
            : new JsonRowParser(name, options, streams);
        ReadStart();
    }

    /// <summary>The names of the values, in the order in which a row holds them. Constant.</summary>
    public IReadOnlyList<string> Features => _rows.Features;

    /// <summary>The stream of the row read last.</summary>
    /// <exception cref="InvalidOperationException">No row was read yet.</exception>
    public StreamId Stream => _rows.Row.Stream ?? throw new InvalidOperationException("No row was read yet.");

    /// <summary>The event time of the row read last, in ns since the Unix epoch.</summary>
    public long EventTime => _rows.Row.Time;

    /// <summary>[features]: the values of the row read last, NaN where not measured. Overwritten by the next <see cref="Read"/>.</summary>
    public ReadOnlySpan<float> Values => _rows.Row.Values;

    /// <summary>The label of the row read last; null where it has none or an empty one.</summary>
    public string? Label => _rows.Row.Label;

    /// <summary>The number of the line read last, from 1; a header is a line.</summary>
    public long Line => _lines.Line;

    /// <summary>The rows left out so far, by reason. Grows while reading.</summary>
    public IReadOnlyDictionary<string, long> Skipped => _skipped;

    /// <summary>The rows left out so far, for all reasons together.</summary>
    public long SkippedRows { get; private set; }

    /// <summary>Whether a file's name ends as that of a log: .csv, .jsonl or .ndjson.</summary>
    /// <param name="path">The file, which need not be there.</param>
    public static bool IsNamedAsLog(string path) => LogFile.TryFormatOf(path) is not null;

    /// <summary>Opens a file and reads its header, or the first row of a JSONL log without features in the options.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How to read it.</param>
    /// <param name="streams">The names of the run's streams.</param>
    /// <exception cref="InputException">The file can't be read, is empty, lacks a column, or the options are wrong.</exception>
    public static EventLogReader Open(string path, EventLogOptions options, StreamTable streams) =>
        Open(InputFile.Open(path), path, options, streams);

    /// <summary>Reads from a stream, which belongs to the reader from here on; waits for its first line where <see cref="Open(string, EventLogOptions, StreamTable)"/> reads one.</summary>
    /// <param name="stream">The bytes.</param>
    /// <param name="name">What to call it in messages; its ending tells the format where the options don't.</param>
    /// <param name="options">How to read it.</param>
    /// <param name="streams">The names of the run's streams.</param>
    /// <exception cref="InputException">The log can't be read, is empty, lacks a column, or the options are wrong.</exception>
    public static EventLogReader Open(Stream stream, string name, EventLogOptions options, StreamTable streams)
    {
        try
        {
            options.Check(name);
            var lines = new LineReader(stream, name, options.MaxLineBytes);
            return new EventLogReader(lines, name, options.Format ?? LogFile.FormatOf(name), options, streams);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next good row; false at the end.</summary>
    /// <exception cref="InputException">A row is bad and the options say to fail, or the log can't be read further.</exception>
    public bool Read()
    {
        while (NextLine(out var line, out var fault))
        {
            if (fault == RowFault.None)
                fault = ParseRow(line);
            if (fault == RowFault.None)
                return true;
            Reject(fault, line);
        }

        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    /// <summary>Reads what tells the features. A header has to be good whatever the options say of rows.</summary>
    private void ReadStart()
    {
        while (!_rows.Started)
        {
            if (!NextLine(out var line, out var fault))
                throw new InputException(_name, "no row has values", "name the features in the options, or log at least one good row");
            if (fault == RowFault.None)
                fault = _rows.Start(line);
            if (fault != RowFault.None)
                Reject(fault, line);
            else if (_rows.StartIsRow)
                _lines.Unread();
        }
    }

    /// <summary>The next line that is not blank, and what is wrong with its text; false at the end.</summary>
    private bool NextLine(out ReadOnlySpan<byte> line, out RowFault fault)
    {
        LineKind kind;
        do
        {
            kind = _lines.Next(out line);
        }
        while (kind == LineKind.Whole && line.IsEmpty);

        fault = kind == LineKind.TooLong ? RowFault.LongLine
            : line.Contains((byte)0) ? RowFault.ZeroByte
            : Utf8.IsValid(line) ? RowFault.None
            : RowFault.NotUtf8;
        if (kind == LineKind.End && !_lines.SawBytes)
            throw new InputException(_name, "it is empty", "a log has at least one line");
        return kind != LineKind.End;
    }

    private RowFault ParseRow(ReadOnlySpan<byte> line)
    {
        var fault = _rows.Parse(line);
        if (fault != RowFault.None)
            return fault;

        var row = _rows.Row;
        fault = _order.Check(row.Stream!, row.Time);
        return fault == RowFault.None ? fault : row.Blame(fault, _options.TimeColumn);
    }

    private void Reject(RowFault fault, ReadOnlySpan<byte> line)
    {
        if (_options.OnBadRow == BadRowPolicy.Fail || !_rows.Started && !_rows.StartIsRow)
            throw new RowMistake(_name, Line, _options, _rows, _order).Describe(fault, line);

        var reason = RowMistake.Reason(fault);
        _skipped[reason] = _skipped.GetValueOrDefault(reason) + 1;
        SkippedRows++;
    }
}
