namespace StreamHost.Core.Logs;

/// <summary>Cuts a line into cells: separated by commas, blanks around them left out, or in quotes with inner quotes doubled.</summary>
internal struct CsvCells()
{
    private byte[] _unquoted = new byte[64];
    private int _at;

    /// <summary>Whether the last cell was taken.</summary>
    public readonly bool AtEnd => _at < 0;

    /// <summary>Where in the line the cell taken last stands.</summary>
    public Range Last { get; private set; }

    /// <summary>Begins a line.</summary>
    public void Start() => _at = 0;

    /// <summary>Takes the next cell; it stays valid until the next call.</summary>
    /// <returns>Ragged where there are no more cells.</returns>
    public RowFault Next(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> cell)
    {
        cell = [];
        if (_at < 0)
            return RowFault.Ragged;
        if (_at < line.Length && line[_at] == (byte)'"')
            return NextQuoted(line, out cell);

        var rest = line[_at..];
        var comma = rest.IndexOf((byte)',');
        cell = comma < 0 ? rest : rest[..comma];
        Last = new Range(_at, _at + cell.Length);
        _at = comma < 0 ? -1 : _at + comma + 1;
        if (!cell.IsEmpty && (IsBlank(cell[0]) || IsBlank(cell[^1])))
            cell = cell.Trim(" \t"u8);
        return RowFault.None;
    }

    /// <summary>How many cells a line has, as far as its quotes can be followed.</summary>
    public static int Count(ReadOnlySpan<byte> line)
    {
        var cells = new CsvCells();
        var count = 0;
        while (cells.Next(line, out _) == RowFault.None)
            count++;
        return count;
    }

    private static bool IsBlank(byte unit) => unit is (byte)' ' or (byte)'\t';

    private RowFault NextQuoted(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> cell)
    {
        var from = _at + 1;
        var length = 0;
        while (true)
        {
            var quote = line[from..].IndexOf((byte)'"');
            Last = new Range(_at, quote < 0 ? line.Length : from + quote + 1);
            cell = [];
            if (quote < 0)
                return RowFault.OpenQuote;

            var part = line.Slice(from, quote);
            from += quote + 1;
            var more = from < line.Length && line[from] == (byte)'"';
            if (length > 0 || more)
            {
                length = Keep(part, length, more);
                part = _unquoted.AsSpan(0, length);
            }

            if (more)
            {
                from++;
                continue;
            }

            cell = part;
            if (from < line.Length && line[from] != (byte)',')
                return RowFault.AfterQuote;

            _at = from < line.Length ? from + 1 : -1;
            return RowFault.None;
        }
    }

    /// <summary>Appends a part of a cell, and the quote that follows it.</summary>
    private int Keep(ReadOnlySpan<byte> part, int length, bool quote)
    {
        var needed = length + part.Length + 1;
        if (needed > _unquoted.Length)
            Array.Resize(ref _unquoted, 2 * needed);

        part.CopyTo(_unquoted.AsSpan(length));
        if (!quote)
            return needed - 1;
        _unquoted[needed - 1] = (byte)'"';
        return needed;
    }
}
