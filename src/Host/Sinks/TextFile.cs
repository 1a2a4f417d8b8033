using StreamHost.Core;

namespace StreamHost.Host.Sinks;

/// <summary>
/// A file, or standard output, that whole lines of UTF-8 are written to through one buffer. Where the disk is full, what
/// is kept ends at a whole line.
/// </summary>
internal sealed class TextFile : IDisposable
{
    private const int BufferLength = 1 << 16;

    private readonly string _name;
    private readonly Stream _stream;
    private byte[] _buffer = new byte[BufferLength];
    private int _used;
    private long _written;
    private long _lines;
    private long _pendingLines;
    private bool _hasFailed;

    public TextFile(Stream stream, string name)
    {
        _stream = stream;
        _name = name;
    }

    /// <summary>Makes a file, replacing one that is there; <c>-</c> is standard output.</summary>
    /// <exception cref="InputException">It can't be made.</exception>
    public static TextFile Create(string path, SinkContext context)
    {
        if (path == "-")
            return new TextFile(Console.OpenStandardOutput(), "standard output");

        var full = context.Resolve(path);
        if (context.Log is { } log && RealPath.AreSame(full, context.Resolve(log)))
            throw new InputException(full, "it is the log that is read, and writing it would destroy it", "name another file to write");

        try
        {
            return new TextFile(new FileStream(full, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0), full);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException(full, $"it can't be written: {exception.Message}", "name a file in a folder that is there", exception);
        }
    }

    /// <summary>Room for a line of at most so many bytes; <see cref="Commit"/> says how many it took.</summary>
    public Span<byte> Reserve(int longest)
    {
        if (_buffer.Length - _used < longest)
            Flush();
        if (_buffer.Length < longest)
            _buffer = new byte[longest];
        return _buffer.AsSpan(_used);
    }

    /// <summary>Keeps a line that was written into the reserved room, its line end included.</summary>
    public void Commit(int bytes)
    {
        _used += bytes;
        _pendingLines++;
    }

    /// <exception cref="WorkFailedException">The disk is full or failed.</exception>
    public void Flush()
    {
        if (_used == 0 || _hasFailed)
            return;

        try
        {
            _stream.Write(_buffer, 0, _used);
            _stream.Flush();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _hasFailed = true;
            CutTornLine();
            throw new WorkFailedException(
                $"{_name}: it can't be written ({exception.Message.TrimEnd('.')}); its first {_lines} lines are kept; make room on the disk, then run again", exception);
        }

        _written += _used;
        _lines += _pendingLines;
        (_used, _pendingLines) = (0, 0);
    }

    public void Dispose()
    {
        try
        {
            Flush();
        }
        finally
        {
            _stream.Dispose();
        }
    }

    /// <summary>After a failure, keeps the lines that the file has whole and counts them.</summary>
    private void CutTornLine()
    {
        if (!_stream.CanSeek)
            return;

        try
        {
            var arrived = _buffer.AsSpan(0, (int)Math.Clamp(_stream.Length - _written, 0, _used));
            var whole = arrived.LastIndexOf((byte)'\n') + 1;
            _stream.SetLength(_written + whole);
            _lines += arrived[..whole].Count((byte)'\n');
        }
        catch (IOException)
        {
            // A device that can't be cut short is left as it is; the count says what was kept for certain.
        }
    }
}
