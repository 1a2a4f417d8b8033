using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
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

    /// <summary>Where the cells stand in a row.</summary>
    private const int StreamCell = 0, FrameCell = 1, FramesCell = 2, TimeCell = 3, RateCell = 4, ChannelsCell = 5, FileCell = 6, StartCell = 7, Cells = 9;

    private static readonly Regex AudioName = new("^audio(-[1-9][0-9]*)?\\.wav\\z", RegexOptions.CultureInvariant);

    private readonly LineReader _lines;
    private readonly string _path;
    private readonly string[] _cells = new string[Cells];
    private long _nextFrame = -1;

    /// <param name="stream">The bytes, which belong to the reader.</param>
    /// <param name="path">What to call them in messages.</param>
    public IndexReader(Stream stream, string path) => (_lines, _path) = (new LineReader(stream, path, MaxLineBytes), path);

    /// <summary>The stream's name; null before the first row.</summary>
    public string? Stream { get; private set; }

    private string Where => $"{_path}, line {_lines.Line}";

    /// <summary>Reads the next row; false at the end.</summary>
    /// <exception cref="InputException">The file does not begin as an index does; the row is malformed or does not follow on the last.</exception>
    public bool Read(out IndexRow row)
    {
        row = default;
        if (_lines.Line == 0)
            ReadHeader();
        if (!NextLine(out var line))
            return false;

        Cut(line);
        var (rate, channels) = (Whole(RateCell), Whole(ChannelsCell));
        if (SoundReader.Refuse(channels, rate) is var (what, remedy))
            throw new InputException(Where, what, remedy);
        var file = _cells[FileCell].Length > 0 ? _cells[FileCell] : null;
        if (file is not null && !AudioName.IsMatch(file))
            throw new InputException(Where, $"{Quoted.Text(file)} is no file of a recording", "its files are audio.wav, audio-2.wav and so on");
        row = new IndexRow(Whole(FrameCell), Whole(FramesCell), Time(), (int)rate, (int)channels, file, file is null ? 0 : Whole(StartCell));
        CheckOrder(row);
        (_nextFrame, Stream) = (row.NextFrame, _cells[StreamCell]);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    /// <summary>Refuses a row that is not the next of the same stream.</summary>
    private void CheckOrder(in IndexRow row)
    {
        if (_nextFrame >= 0 && row.FirstFrame != _nextFrame)
            throw new InputException(Where, $"it begins at frame {row.FirstFrame} of the stream", $"the last row ends at {_nextFrame}; {Remedy}");
        if (Stream is not null && _cells[StreamCell] != Stream)
            throw new InputException(Where, $"it is of stream {Quoted.Text(_cells[StreamCell])}", $"a recording is of one stream, {Quoted.Text(Stream)}");
        if (row is { File: not null, Frames: 0 })
            throw new InputException(Where, "it is of no frames", Remedy);
    }

    private void ReadHeader()
    {
        if (!NextLine(out var header) || !header.SequenceEqual(Encoding.ASCII.GetBytes(IndexRow.Columns)))
            throw new InputException(_path, "it does not begin as the index of a recording does", "name the folder of a recording");
    }

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

        if (!cells.AtEnd || _cells[StreamCell].Length == 0)
            throw new InputException(Where, "it is not a row of an index", Remedy);
    }

    private long Whole(int cell) =>
        long.TryParse(_cells[cell], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= MostFrames
            ? number
            : throw new InputException(Where, $"{Quoted.Text(_cells[cell])} is not a whole number", Remedy);

    private long Time() => TimeText.TryParse(Encoding.UTF8.GetBytes(_cells[TimeCell]), EventTimeUnit.S, out var time)
        ? time
        : throw new InputException(Where, $"{Quoted.Text(_cells[TimeCell])} is not a time", TimeText.Remedy(EventTimeUnit.S));
}
