using System.Text;
using StreamHost.Core.Signals;

namespace StreamHost.Core.Logs;

/// <summary>Understands the rows of a CSV log by its header.</summary>
internal sealed class CsvRowParser(string file, EventLogOptions options, StreamTable streams) : RowParser(file, options, streams)
{
    private const int Ignored = -1;
    private const int Time = -2;
    private const int Stream = -3;
    private const int Label = -4;

    private string[] _columns = [];
    private string[] _features = [];

    /// <summary>What each column is: one of the constants, or a feature's index.</summary>
    private int[] _roles = [];

    private CsvCells _cells = new();

    public override bool StartIsRow => false;

    public override IReadOnlyList<string> Features => _features;

    /// <summary>Makes sense of the header row.</summary>
    /// <exception cref="InputException">A column stands twice, has no name or is missing.</exception>
    public override RowFault Start(ReadOnlySpan<byte> line)
    {
        _columns = ReadHeader(line, $"{File}, line 1");
        var features = Options.Features?.ToArray() ?? [.. _columns.Where(IsValue)];
        CheckColumns(features, $"{File}, line 1");
        _roles = Array.ConvertAll(_columns, column => RoleOf(column, features));
        Row.Values = new float[features.Length];
        _features = features;
        return RowFault.None;
    }

    public override RowFault Parse(ReadOnlySpan<byte> line)
    {
        var row = Row;
        var roles = _roles;
        row.Stream = null;
        row.Label = null;
        _cells.Start();
        for (var column = 0; column < roles.Length; column++)
        {
            var fault = _cells.Next(line, out var cell);
            if (fault == RowFault.None)
                fault = Take(roles[column], cell);
            if (fault != RowFault.None)
                return Blame(fault, column);
        }

        row.Stream ??= Default;
        return _cells.AtEnd ? RowFault.None : Blame(RowFault.Ragged, _columns.Length);
    }

    public override (string What, string Remedy) Explain(RowFault fault, ReadOnlySpan<byte> line) => (
        $"the row has {CsvCells.Count(line)} cells",
        $"the header has {_columns.Length}; a cell with a comma in it stands in quotes");

    private RowFault Take(int role, ReadOnlySpan<byte> cell)
    {
        if (role >= 0)
            return Row.SetValue(role, cell);

        switch (role)
        {
            case Time when cell.IsEmpty:
                return RowFault.NoTime;
            case Time:
                if (!TimeText.TryParse(cell, Options.TimeUnit, out var time))
                    return RowFault.NotATime;
                Row.Time = time;
                break;
            case Stream when cell.IsEmpty:
                return RowFault.NoStream;
            case Stream:
                Row.Stream = Streams.Get(cell);
                break;
            case Label when !cell.IsEmpty:
                Row.Label = Labels.Get(cell);
                break;
        }

        return RowFault.None;
    }

    private RowFault Blame(RowFault fault, int column) =>
        fault == RowFault.Ragged ? Row.Blame(fault, null) : Row.Blame(fault, _columns[column], _cells.Last);

    private static string[] ReadHeader(ReadOnlySpan<byte> header, string where)
    {
        var names = new List<string>();
        var cells = new CsvCells();
        cells.Start();
        while (!cells.AtEnd)
        {
            if (cells.Next(header, out var cell) != RowFault.None)
                throw new InputException(where, $"the quotes of column {names.Count + 1} don't match", "write a quote inside quotes twice");
            if (cell.IsEmpty)
                throw new InputException(where, $"column {names.Count + 1} has no name", "the first row names every column");

            var name = Encoding.UTF8.GetString(cell);
            if (names.Contains(name))
                throw new InputException(where, $"the column {Quoted.Text(name)} stands twice", "every column has a name of its own");
            names.Add(name);
        }

        return [.. names];
    }

    private bool IsValue(string column) =>
        column != Options.TimeColumn && column != Options.StreamColumn && column != Options.LabelColumn;

    private int RoleOf(string column, string[] features)
    {
        if (column == Options.TimeColumn)
            return Time;
        if (column == Options.StreamColumn)
            return Stream;
        if (column == Options.LabelColumn)
            return Label;
        return Array.IndexOf(features, column) is var feature and >= 0 ? feature : Ignored;
    }

    private void CheckColumns(string[] features, string where)
    {
        foreach (var wanted in features.Prepend(Options.TimeColumn))
        {
            if (!_columns.Contains(wanted))
            {
                throw new InputException(
                    where,
                    $"there is no column {Quoted.Text(wanted)}",
                    $"the columns, separated by commas, are {string.Join(", ", _columns.Take(20).Select(column => Quoted.Text(column)))}");
            }
        }

        if (features.Length == 0)
            throw new InputException(where, "there is no column of values", "a log has at least one column beside time, stream and label");
    }
}
