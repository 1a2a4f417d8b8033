using StreamHost.Core.Signals;
using StreamHost.Engine.Sinks;

namespace StreamHost.Host.Sinks;

/// <summary>Writes a line for each classification. Allocates nothing a line once every stream was seen.</summary>
/// <param name="file">Where the lines go; it belongs to the sink.</param>
/// <param name="longestRest">The most bytes that a line takes besides its stream's name.</param>
internal abstract class LineSink(TextFile file, int longestRest) : IClassificationSink
{
    private readonly Dictionary<StreamId, byte[]> _streams = new(ReferenceEqualityComparer.Instance);

    public void Write(ReadOnlySpan<Classification> batch)
    {
        foreach (ref readonly var classification in batch)
        {
            var stream = Encoded(classification.Stream);
            var line = new LineText(file.Reserve(stream.Length + longestRest));
            Write(ref line, stream, classification);
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
    protected abstract void Write(ref LineText line, ReadOnlySpan<byte> stream, in Classification classification);

    /// <summary>A name as it stands in a line.</summary>
    protected abstract byte[] EncodeName(string name);

    private byte[] Encoded(StreamId stream)
    {
        if (!_streams.TryGetValue(stream, out var name))
            _streams.Add(stream, name = EncodeName(stream.Name));
        return name;
    }
}
