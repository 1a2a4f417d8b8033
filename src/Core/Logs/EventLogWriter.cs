using StreamHost.Core.Signals;

namespace StreamHost.Core.Logs;

/// <summary>
/// Writes a log of sensor events that <see cref="EventLogReader"/> reads back to the same bits with default options
/// (a NaN as float.NaN, an empty label as none). Hands whole rows to the system, and where that fails cuts a torn one
/// off again. Allocates nothing a row once every stream and label was seen. Used by one thread at a time.
/// </summary>
public sealed class EventLogWriter : IDisposable
{
    private const int BufferLength = 1 << 16;

    private readonly Stream _stream;
    private readonly string _name;
    private readonly int _features;
    private readonly RowWriter _rows;
    private byte[] _buffer;
    private int _used;

    /// <summary>Where in the stream the buffer begins.</summary>
    private long _begin;

    /// <summary>Events in the buffer.</summary>
    private long _pending;

    /// <summary>Lines in the buffer that are no events.</summary>
    private int _headerLines;
    private bool _failed;

    private EventLogWriter(Stream stream, string name, EventLogFormat format, IReadOnlyList<string> features, bool goesOn = false)
    {
        _stream = stream;
        _name = name;
        _features = features.Count;
        _rows = format == EventLogFormat.Csv ? new CsvRowWriter(name, features) : new JsonRowWriter(name, features);
        _buffer = new byte[Math.Max(BufferLength, _rows.Header.Length)];
        if (!goesOn)
            _rows.Header.CopyTo(_buffer);
        _used = goesOn ? 0 : _rows.Header.Length;
        _headerLines = _used > 0 ? 1 : 0;
        _begin = stream.CanSeek ? stream.Position : 0;
    }

    /// <summary>How many events were handed to the system; complete after <see cref="Flush"/>.</summary>
    public long Kept { get; private set; }

    /// <summary>Makes a file, CSV or JSONL by its ending, replacing one that is there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="features">The names of the values.</param>
    /// <exception cref="InputException">The ending is not known; there is no feature, or one's name is empty, stands twice or is time, stream or label.</exception>
    /// <exception cref="WorkFailedException">The file can't be made.</exception>
    public static EventLogWriter Create(string path, IReadOnlyList<string> features)
    {
        var format = LogFile.FormatOf(path);
        LogFile.CheckFeatures(path, features);
        try
        {
            return Create(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0), path, format, features);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw OutputFile.Failed(path, e);
        }
    }

    /// <summary>Goes on with a file where it ends; makes it where it is not there or empty.</summary>
    /// <param name="path">The file.</param>
    /// <param name="features">The names of the values: those that the file has.</param>
    /// <exception cref="InputException">The file holds other values, or ends inside a row.</exception>
    /// <exception cref="WorkFailedException">The file can't be written.</exception>
    public static EventLogWriter Append(string path, IReadOnlyList<string> features)
    {
        if (!File.Exists(path) || new FileInfo(path).Length == 0)
            return Create(path, features);

        LogFile.CheckFeatures(path, features);
        using (var log = EventLogReader.Open(path, new EventLogOptions(), new StreamTable()))
        {
            if (!log.Features.SequenceEqual(features))
                throw new InputException(path, $"its values are {string.Join(", ", log.Features)}", $"append to a log of {string.Join(", ", features)}");
        }

        try
        {
            var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
            stream.Seek(-1, SeekOrigin.End);
            if (stream.ReadByte() == '\n')
                return new EventLogWriter(stream, path, LogFile.FormatOf(path), features, goesOn: true);

            stream.Dispose();
            throw new InputException(path, "it ends inside a row", "end its last line, or record into another file");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw OutputFile.Failed(path, e);
        }
    }

    /// <summary>Writes to a stream, which belongs to the writer from here on.</summary>
    /// <param name="stream">Where the bytes go.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="format">How to write the rows.</param>
    /// <param name="features">The names of the values.</param>
    /// <exception cref="InputException">There is no feature, or one's name is empty, stands twice or is time, stream or label.</exception>
    public static EventLogWriter Create(Stream stream, string name, EventLogFormat format, IReadOnlyList<string> features)
    {
        try
        {
            LogFile.CheckFeatures(name, features);
            return new EventLogWriter(stream, name, format, features);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Writes one event.</summary>
    /// <param name="stream">Its stream.</param>
    /// <param name="eventTime">Its time in ns since the Unix epoch; it is written in seconds with nine decimals.</param>
    /// <param name="values">[features]; NaN means "not measured".</param>
    /// <param name="label">Its label; null or empty for none.</param>
    /// <exception cref="ArgumentException">There are more or fewer values than features, or one is infinite.</exception>
    /// <exception cref="InputException">The format can't hold a name: CSV has no line breaks in names.</exception>
    /// <exception cref="WorkFailedException">The disk is full or failed; says how many events were kept.</exception>
    public void Write(StreamId stream, long eventTime, ReadOnlySpan<float> values, string? label)
    {
        if (values.Length != _features || values.ContainsAny(float.PositiveInfinity, float.NegativeInfinity))
            throw new ArgumentException($"An event of {_features} finite values was given {values.Length}, or one is infinite.", nameof(values));

        var streamName = _rows.Encoded(stream.Name);
        var labelName = string.IsNullOrEmpty(label) ? null : _rows.Encoded(label);
        MakeRoom(_rows.LongestRow(streamName, labelName));
        _used += _rows.Write(_buffer.AsSpan(_used), streamName, eventTime, values, labelName);
        _pending++;
    }

    /// <summary>Hands everything that was written to the system.</summary>
    /// <exception cref="WorkFailedException">The disk is full or failed; says how many events were kept.</exception>
    public void Flush()
    {
        if (_failed)
            return;

        try
        {
            _stream.Write(_buffer, 0, _used);
            _stream.Flush();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _failed = true;
            CutTornRow();
            throw Failed(e);
        }

        _begin += _used;
        _used = 0;
        Kept += _pending;
        _pending = 0;
        _headerLines = 0;
    }

    /// <summary>Flushes and closes.</summary>
    /// <exception cref="WorkFailedException">The disk is full or failed; says how many events were kept.</exception>
    public void Dispose()
    {
        try
        {
            Flush();
        }
        finally
        {
            _failed = true;
            _stream.Dispose();
        }
    }

    private void MakeRoom(int row)
    {
        if (_failed)
            throw Failed(null);
        if (_buffer.Length - _used >= row)
            return;

        Flush();
        if (_buffer.Length < row)
            _buffer = new byte[row];
    }

    /// <summary>After a failure, keeps the rows that the file has whole and counts them.</summary>
    private void CutTornRow()
    {
        if (!_stream.CanSeek)
            return;

        try
        {
            var arrived = _buffer.AsSpan(0, (int)Math.Clamp(_stream.Length - _begin, 0, _used));
            var whole = arrived.LastIndexOf((byte)'\n') + 1;
            _stream.SetLength(_begin + whole);
            Kept += Math.Max(arrived[..whole].Count((byte)'\n') - _headerLines, 0);
        }
        catch (IOException)
        {
            // The count says what was kept for certain; a device that can't be cut short is left as it is.
        }
    }

    private WorkFailedException Failed(Exception? reason) => new(
        $"{_name}: it can't be written ({reason?.Message.TrimEnd('.') ?? "writing failed before"}); its first {Kept} events were kept; make room on the disk, then record again",
        reason);
}
