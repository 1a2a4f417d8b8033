using System.Text;
using System.Text.Unicode;

namespace StreamHost.Core.Logs;

/// <summary>Reads the rows of a file of label intervals.</summary>
internal sealed class IntervalTable(Stream stream, string file, EventTimeUnit timeUnit) : IDisposable
{
    private const int MaxLineBytes = 1 << 20;

    private static readonly string[] Known = ["start", "end", "label", "stream"];

    private readonly LineReader _lines = new(stream, file, MaxLineBytes);
    private string[] _columns = [];

    private string Where => $"{file}, line {_lines.Line}";

    /// <summary>All rows, in the file's order.</summary>
    /// <exception cref="InputException">The file can't be read, a column is missing or a row is malformed.</exception>
    public List<LabelInterval> Read()
    {
        ReadHeader();
        var intervals = new List<LabelInterval>();
        while (NextCells() is { } cells)
            intervals.Add(Interval(cells));
        return intervals;
    }

    public void Dispose() => _lines.Dispose();

    private void ReadHeader()
    {
        _columns = NextCells() ?? throw new InputException(file, "it is empty", "a file of label intervals starts with the row start,end,label");
        foreach (var column in _columns)
        {
            if (!Known.Contains(column) || _columns.Count(other => other == column) > 1)
                throw new InputException(Where, $"the column {Quoted.Text(column)} is unknown or stands twice", "the columns are start, end, label and perhaps stream");
        }

        foreach (var wanted in Known[..3])
        {
            if (!_columns.Contains(wanted))
                throw new InputException(Where, $"there is no column {Quoted.Text(wanted)}", "the columns are start, end, label and perhaps stream");
        }
    }

    private LabelInterval Interval(string[] cells)
    {
        if (cells.Length != _columns.Length)
            throw new InputException(Where, $"the row has {cells.Length} cells", $"the header has {_columns.Length}");

        var start = Time(cells, "start");
        var end = Time(cells, "end");
        if (end <= start)
            throw new InputException(Where, "the interval ends before it begins or at once", "end is after start");

        return new LabelInterval(_columns.Contains("stream") ? Text(cells, "stream") : null, start, end, Text(cells, "label"), _lines.Line);
    }

    private long Time(string[] cells, string column)
    {
        var text = Text(cells, column);
        return TimeText.TryParse(Encoding.UTF8.GetBytes(text), timeUnit, out var time)
            ? time
            : throw new InputException($"{Where}, column \"{column}\"", $"{Quoted.Text(text)} is not a time", TimeText.Remedy(timeUnit));
    }

    private string Text(string[] cells, string column)
    {
        var text = cells[Array.IndexOf(_columns, column)];
        return text.Length > 0 ? text : throw new InputException($"{Where}, column \"{column}\"", "it is empty", "every interval has all of its cells");
    }

    /// <summary>The cells of the next line that is not blank, or null at the end.</summary>
    private string[]? NextCells()
    {
        LineKind kind;
        ReadOnlySpan<byte> line;
        do
        {
            kind = _lines.Next(out line);
        }
        while (kind == LineKind.Whole && line.IsEmpty);

        if (kind == LineKind.End)
            return null;
        if (kind == LineKind.TooLong || line.Contains((byte)0) || !Utf8.IsValid(line))
            throw new InputException(Where, "it is not a line of UTF-8 text", "a row is start,end,label in UTF-8");

        var texts = new List<string>();
        var cells = new CsvCells();
        while (!cells.AtEnd)
        {
            if (cells.Next(line, out var cell) != RowFault.None)
                throw new InputException(Where, "the quotes don't match", "write a quote inside quotes twice");
            texts.Add(Encoding.UTF8.GetString(cell));
        }

        return [.. texts];
    }
}
