using System.Text;
using StreamHost.Core.Models;
using StreamHost.Core.Signals;
using StreamHost.Engine.Sinks;

namespace StreamHost.Host.Sinks.Csv;

/// <summary>
/// Writes classifications as CSV: stream, from, to, label, onset, then the probability of each label, then the raw ones.
/// The bytes follow from the events and the model alone. Allocates nothing a row once every stream was seen.
/// </summary>
internal sealed class CsvSink : IClassificationSink
{
    private readonly TextFile _file;
    private readonly byte[][] _labels;
    private readonly Dictionary<StreamId, byte[]> _streams = new(ReferenceEqualityComparer.Instance);
    private readonly int _longestRest;

    public CsvSink(TextFile file, ModelIdentity model)
    {
        _file = file;
        _labels = [.. model.Labels.Select(Encode)];
        _longestRest = 120 + _labels.Max(label => label.Length) + (2 * _labels.Length * LineText.LongestNumber);
        var columns = new[] { "stream", "from", "to", "label", "onset" }.Concat(model.Labels).Concat(model.Labels.Select(label => $"raw.{label}"));
        var header = Encoding.UTF8.GetBytes(string.Join(',', columns.Select(Quote)) + "\n");
        header.CopyTo(_file.Reserve(header.Length));
        _file.Commit(header.Length);
    }

    public void Write(ReadOnlySpan<Classification> batch)
    {
        foreach (ref readonly var classification in batch)
        {
            var stream = Encoded(classification.Stream);
            var line = new LineText(_file.Reserve(stream.Length + _longestRest));
            Write(ref line, stream, classification);
            _file.Commit(line.Length);
        }
    }

    public void Flush() => _file.Flush();

    public ValueTask DisposeAsync()
    {
        _file.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Write(ref LineText line, byte[] stream, in Classification classification)
    {
        line.Bytes(stream);
        line.Bytes(","u8);
        line.Seconds(classification.From);
        line.Bytes(","u8);
        line.Seconds(classification.To);
        line.Bytes(","u8);
        if (classification.LabelIndex >= 0)
            line.Bytes(_labels[classification.LabelIndex]);
        line.Bytes(classification.IsOnset ? ",1"u8 : ",0"u8);
        foreach (var probability in classification.Probabilities)
        {
            line.Bytes(","u8);
            line.Probability(probability);
        }

        foreach (var probability in classification.RawProbabilities)
        {
            line.Bytes(","u8);
            line.Probability(probability);
        }

        line.Bytes("\n"u8);
    }

    private byte[] Encoded(StreamId stream)
    {
        if (!_streams.TryGetValue(stream, out var name))
            _streams.Add(stream, name = Encode(stream.Name));
        return name;
    }

    private static byte[] Encode(string text) => Encoding.UTF8.GetBytes(Quote(text));

    private static string Quote(string cell) =>
        cell.AsSpan().ContainsAny(",\"\r\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
