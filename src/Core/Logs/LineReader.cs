namespace StreamHost.Core.Logs;

/// <summary>What <see cref="LineReader.Next"/> found.</summary>
internal enum LineKind
{
    /// <summary>A line.</summary>
    Whole,

    /// <summary>A line beyond the limit, of which no more was read than the limit.</summary>
    TooLong,

    /// <summary>The end of the input.</summary>
    End,
}

/// <summary>Cuts a stream of bytes into lines in one reused buffer, which never grows beyond the longest line allowed.</summary>
internal sealed class LineReader(Stream stream, string name, int maxLineBytes) : IDisposable
{
    private const int InitialBuffer = 1 << 16;

    private byte[] _buffer = new byte[Math.Min(InitialBuffer, maxLineBytes + 1)];
    private int _lineStart;
    private int _start;
    private int _end;
    private bool _ended;
    private bool _discarding;

    /// <summary>The number of the line found last, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Whether at least one byte was read.</summary>
    public bool SawBytes { get; private set; }

    /// <summary>Whether the line found last ends in a line break, and not with the input.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Finds the next line; it stays valid until the next call.</summary>
    /// <param name="line">The line without its line break; the start of one that is too long.</param>
    /// <exception cref="InputException">The input can't be read further.</exception>
    public LineKind Next(out ReadOnlySpan<byte> line)
    {
        if (_discarding)
            DiscardLine();

        var scanned = 0;
        while (true)
        {
            var found = _buffer.AsSpan(_start + scanned, _end - _start - scanned).IndexOf((byte)'\n');
            if (found >= 0)
                return Take(scanned + found, 1, out line);

            scanned = _end - _start;
            if (scanned > maxLineBytes)
                return Refuse(out line);
            if (_ended || !Fill())
                return scanned == 0 ? End(out line) : Take(scanned, 0, out line);
        }
    }

    /// <summary>Gives the line found last back, so that it is found again.</summary>
    public void Unread()
    {
        _start = _lineStart;
        Line--;
    }

    public void Dispose() => stream.Dispose();

    private static LineKind End(out ReadOnlySpan<byte> line)
    {
        line = [];
        return LineKind.End;
    }

    private LineKind Take(int length, int lineBreak, out ReadOnlySpan<byte> line)
    {
        line = _buffer.AsSpan(_start, length);
        _lineStart = _start;
        _start += length + lineBreak;
        Line++;
        IsEnded = lineBreak > 0;
        if (length > maxLineBytes)
            return LineKind.TooLong;
        if (length > 0 && line[^1] == (byte)'\r')
            line = line[..^1];
        if (Line == 1 && line.StartsWith("\uFEFF"u8))
            line = line[3..];
        return LineKind.Whole;
    }

    private LineKind Refuse(out ReadOnlySpan<byte> line)
    {
        line = _buffer.AsSpan(_start, _end - _start);
        _discarding = true;
        Line++;
        return LineKind.TooLong;
    }

    private void DiscardLine()
    {
        _discarding = false;
        while (true)
        {
            var found = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            _start = found < 0 ? _end : _start + found + 1;
            if (found >= 0 || _ended || !Fill())
                return;
        }
    }

    /// <summary>Reads more behind what is there; false at the end of the input.</summary>
    private bool Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, (int)Math.Min(2L * _buffer.Length, maxLineBytes + 1L));

        var read = ReadStream();
        _end += read;
        _ended = read == 0;
        SawBytes |= read > 0;
        return read > 0;
    }

    private int ReadStream()
    {
        try
        {
            return stream.Read(_buffer.AsSpan(_end));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(name, $"it can't be read further ({e.Message.TrimEnd('.')})", "check the file and its disk", e);
        }
    }
}
