using System.Text;
using System.Text.Json;
using StreamHost.Core.Models;
using StreamHost.Core.Signals;
using StreamHost.Engine.Sinks;

namespace StreamHost.Host.Sinks.Jsonl;

/// <summary>
/// Writes classifications as JSON lines. The bytes follow from the events and the model alone: no clock, no latency
/// stands in them. Allocates nothing a line once every stream was seen.
/// </summary>
internal sealed class JsonlSink : IClassificationSink
{
    private readonly TextFile _file;
    private readonly byte[][] _labels;
    private readonly byte[] _model;
    private readonly Dictionary<StreamId, byte[]> _streams = new(ReferenceEqualityComparer.Instance);
    private readonly int _longestRest;

    public JsonlSink(TextFile file, ModelIdentity model)
    {
        _file = file;
        _labels = [.. model.Labels.Select(Encode)];
        _model = Encoding.UTF8.GetBytes($"}},\"model\":{JsonSerializer.Serialize($"{model.Name}/{model.Version}")},\"sha256\":\"{model.WeightsSha256[..12]}\"}}\n");
        _longestRest = 200 + _model.Length + _labels.Max(label => label.Length) + (2 * _labels.Sum(label => label.Length + 2 + LineText.LongestNumber));
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
        line.Bytes("{\"stream\":"u8);
        line.Bytes(stream);
        line.Bytes(",\"from\":"u8);
        line.Seconds(classification.From);
        line.Bytes(",\"to\":"u8);
        line.Seconds(classification.To);
        line.Bytes(",\"label\":"u8);
        line.Bytes(classification.LabelIndex < 0 ? "null"u8 : _labels[classification.LabelIndex]);
        line.Bytes(classification.IsOnset ? ",\"onset\":true,\"probabilities\":{"u8 : ",\"onset\":false,\"probabilities\":{"u8);
        Write(ref line, classification.Probabilities);
        line.Bytes("},\"raw\":{"u8);
        Write(ref line, classification.RawProbabilities);
        line.Bytes(_model);
    }

    private void Write(ref LineText line, ReadOnlySpan<float> probabilities)
    {
        for (var i = 0; i < probabilities.Length; i++)
        {
            if (i > 0)
                line.Bytes(","u8);
            line.Bytes(_labels[i]);
            line.Bytes(":"u8);
            line.Probability(probabilities[i]);
        }
    }

    private byte[] Encoded(StreamId stream)
    {
        if (!_streams.TryGetValue(stream, out var name))
            _streams.Add(stream, name = Encode(stream.Name));
        return name;
    }

    private static byte[] Encode(string text) => JsonSerializer.SerializeToUtf8Bytes(text);
}
