namespace StreamHost.Core.Tests.Logs;

/// <summary>A start, and then one letter for ever; counts what it handed out.</summary>
internal sealed class EndlessStream(ReadOnlySpan<byte> start) : Stream
{
    private readonly byte[] _start = start.ToArray();

    public long Handed { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        buffer.Fill((byte)'1');
        if (Handed == 0)
            _start.CopyTo(buffer);
        Handed += buffer.Length;
        return buffer.Length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
