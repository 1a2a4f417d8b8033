using StreamHost.Core.Signals;
using StreamHost.Engine.Sinks;

namespace StreamHost.Host.Sinks;

/// <summary>Writes a line for each classification. Allocates nothing a line once every stream was seen.</summary>
/// <param name="file">Where the lines go; it belongs to the sink.</param>
/// <param name="longestRest">The most bytes that a line takes besides its stream's name.</param>
internal abstract class LineSink(TextFile file, int longestRest) : IClassificationSink
{
    private readonly Dictionary<StreamId, byte[]> _streams = new(ReferenceEqualityComparer.Instance);
    private string? _reason;
    private byte[] _reasonText = [];

    public void Write(ReadOnlySpan<Classification> batch)
    {
        foreach (ref readonly var classification in batch)
        {
            var stream = Encoded(classification.Stream);
            var unavailable = classification.Unavailable is { } reason ? Encoded(reason) : [];
            var line = new LineText(file.Reserve(stream.Length + unavailable.Length + longestRest));
            Write(ref line, stream, unavailable, classification);
            file.Commit(line.Length);
        }
    }

    public void Flush() => file.Flush();

    public ValueTask DisposeAsync()
    {
        file.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Writes one line, with its end.</summary>
    /// <param name="line">Where to.</param>
    /// <param name="stream">The stream's name as it stands in a line.</param>
    /// <param name="unavailable">Why no model answers the stream, as it stands in a line; empty where one does.</param>
    /// <param name="classification">What to write.</param>
    protected abstract void Write(ref LineText line, ReadOnlySpan<byte> stream, ReadOnlySpan<byte> unavailable, in Classification classification);

    /// <summary>A name as it stands in a line.</summary>
    protected abstract byte[] EncodeName(string name);

    private byte[] Encoded(StreamId stream)
    {
        if (!_streams.TryGetValue(stream, out var name))
            _streams.Add(stream, name = EncodeName(stream.Name));
        return name;
    }

    /// <summary>Many lines in a row have one reason.</summary>
    private byte[] Encoded(string reason)
    {
        if (!ReferenceEquals(reason, _reason))
            (_reason, _reasonText) = (reason, EncodeName(reason));
        return _reasonText;
    }
}
