using System.Globalization;
using System.Text;
using System.Text.Unicode;
using StreamHost.Core.Logs;
using StreamHost.Core.Sounds;

namespace StreamHost.Core.Recordings;

/// <summary>
/// Reads the rows of a recording's index, each of which must follow on the last. A row without its line break was being written when its
/// writer was killed: it is the end. Used by one thread at a time.
/// </summary>
internal sealed class IndexReader : IDisposable
{
    private const int MaxLineBytes = 1 << 16;
    private const long MostFrames = 1L << 53;
    private const string Remedy = "record again, or cut the index before this line";

    private static readonly int Cells = IndexRow.Columns.Count(unit => unit == ',') + 1;

    private readonly LineReader _lines;
    private readonly string _path;
    private readonly string[] _cells = new string[Cells];
    private long _nextFrame = -1;

    /// <param name="stream">The bytes, which belong to the reader.</param>
    /// <param name="path">What to call them in messages.</param>
    /// <exception cref="InputException">They do not begin as an index does.</exception>
    public IndexReader(Stream stream, string path)
    {
        (_lines, _path) = (new LineReader(stream, path, MaxLineBytes), path);
        if (!NextLine(out var header) || !header.SequenceEqual(Encoding.ASCII.GetBytes(IndexRow.Columns)))
            throw new InputException(path, "it does not begin as the index of a recording does", "name the folder of a recording");
    }

    /// <summary>The stream's name; null before the first row.</summary>
    public string? Stream { get; private set; }

    private string Where => $"{_path}, line {_lines.Line}";

    /// <summary>Reads the next row; false at the end.</summary>
    /// <exception cref="InputException">The row is malformed or does not follow on the last.</exception>
    public bool Read(out IndexRow row)
    {
        row = default;
        if (!NextLine(out var line))
            return false;

        Cut(line);
        var (rate, channels) = (Whole(4), Whole(5));
        if (SoundReader.Refuse(channels, rate) is var (what, remedy))
            throw new InputException(Where, what, remedy);
        var file = _cells[6].Length > 0 ? _cells[6] : null;
        if (file is not null && !IsAudioName(file))
            throw new InputException(Where, $"{Quoted.Text(file)} is no file of a recording", "its files are audio.wav, audio-2.wav and so on");
        row = new IndexRow(Whole(1), Whole(2), Time(_cells[3]), (int)rate, (int)channels, file, file is null ? 0 : Whole(7));
        CheckOrder(row);
        (_nextFrame, Stream) = (row.NextFrame, _cells[0]);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    /// <summary>Refuses a row that is not the next of the same stream.</summary>
    private void CheckOrder(in IndexRow row)
    {
        if (_nextFrame >= 0 && row.FirstFrame != _nextFrame)
            throw new InputException(Where, $"it begins at frame {row.FirstFrame} of the stream", $"the last row ends at {_nextFrame}; {Remedy}");
        if (Stream is not null && _cells[0] != Stream)
            throw new InputException(Where, $"it is of stream {Quoted.Text(_cells[0])}", $"a recording is of one stream, {Quoted.Text(Stream)}");
        if (row is { File: not null, Frames: 0 })
            throw new InputException(Where, "it is of no frames", Remedy);
    }

    private static bool IsAudioName(string name) =>
        name == IndexRow.AudioName(1)
        || (name.StartsWith("audio-", StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(6, Math.Max(0, name.Length - 10)), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && name == IndexRow.AudioName(number));

    private bool NextLine(out ReadOnlySpan<byte> line)
    {
        var kind = _lines.Next(out line);
        if (kind == LineKind.End || (kind == LineKind.Whole && !_lines.IsEnded))
            return false;
        if (kind == LineKind.TooLong || line.Contains((byte)0) || !Utf8.IsValid(line))
            throw new InputException(Where, "it is not a line of UTF-8 text", Remedy);
        return true;
    }

    private void Cut(ReadOnlySpan<byte> line)
    {
        var cells = new CsvCells();
        for (var i = 0; i < Cells; i++)
        {
            if (cells.Next(line, out var cell) != RowFault.None)
                throw new InputException(Where, "it is not a row of an index", Remedy);
            _cells[i] = Encoding.UTF8.GetString(cell);
        }

        if (!cells.AtEnd || _cells[0].Length == 0)
            throw new InputException(Where, "it is not a row of an index", Remedy);
    }

    private long Whole(int cell) =>
        long.TryParse(_cells[cell], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= MostFrames
            ? number
            : throw new InputException(Where, $"{Quoted.Text(_cells[cell])} is not a whole number", Remedy);

    private long Time(string text) => TimeText.TryParse(Encoding.UTF8.GetBytes(text), EventTimeUnit.S, out var time)
        ? time
        : throw new InputException(Where, $"{Quoted.Text(text)} is not a time", TimeText.Remedy(EventTimeUnit.S));
}
