using System.Text;
using System.Text.Json;
using StreamHost.Core.Models;
using StreamHost.Core.Signals;

namespace StreamHost.Host.Sinks.Jsonl;

/// <summary>
/// Writes classifications as JSON lines. The bytes follow from the events and the model alone: no clock, no latency
/// stands in them. Each line names the version that spoke; where none did, <c>unavailable</c> says why.
/// </summary>
internal sealed class JsonlSink : LineSink
{
    private const int MostModels = 16;

    private readonly byte[][] _labels;
    private readonly Dictionary<ModelIdentity, byte[]> _ends = new(ReferenceEqualityComparer.Instance);

    public JsonlSink(TextFile file, ModelIdentity model)
        : base(file, LongestRest(model))
    {
        _labels = [.. model.Labels.Select(Encode)];
    }

    protected override void Write(ref LineText line, ReadOnlySpan<byte> stream, ReadOnlySpan<byte> unavailable, in Classification classification)
    {
        line.Bytes("{\"stream\":"u8);
        line.Bytes(stream);
        line.Bytes(",\"from\":"u8);
        line.Seconds(classification.From);
        line.Bytes(",\"to\":"u8);
        line.Seconds(classification.To);
        line.Bytes(",\"label\":"u8);
        line.Bytes(classification.LabelIndex < 0 ? "null"u8 : _labels[classification.LabelIndex]);
        if (unavailable.Length > 0)
        {
            line.Bytes(",\"unavailable\":"u8);
            line.Bytes(unavailable);
        }

        line.Bytes(classification.IsOnset ? ",\"onset\":true,\"probabilities\":{"u8 : ",\"onset\":false,\"probabilities\":{"u8);
        Write(ref line, classification.Probabilities);
        line.Bytes("},\"raw\":{"u8);
        Write(ref line, classification.RawProbabilities);
        line.Bytes(Ending(classification.Model));
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

    protected override byte[] EncodeName(string name) => Encode(name);

    /// <summary>What lines of a version end in. Versions come and go while the run goes on, so only the last ones are remembered.</summary>
    private byte[] Ending(ModelIdentity model)
    {
        if (_ends.TryGetValue(model, out var end))
            return end;
        if (_ends.Count == MostModels)
            _ends.Clear();
        return _ends[model] = End(model);
    }

    /// <summary>Of any version: all have the same name and labels.</summary>
    private static int LongestRest(ModelIdentity model)
    {
        var labels = model.Labels.Select(label => Encode(label).Length).ToList();
        return 220 + End(model with { Version = int.MaxValue }).Length + labels.Max() + (2 * labels.Sum(label => label + 2 + LineText.LongestNumber));
    }

    private static byte[] End(ModelIdentity model) => Encoding.UTF8.GetBytes(
        $"}},\"model\":{JsonSerializer.Serialize($"{model.Name}/{model.Version}")},\"sha256\":\"{model.WeightsSha256[..12]}\"}}\n");

    private static byte[] Encode(string text) => JsonSerializer.SerializeToUtf8Bytes(text);
}
