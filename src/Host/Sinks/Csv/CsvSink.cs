using System.Text;
using StreamHost.Core.Models;
using StreamHost.Core.Signals;

namespace StreamHost.Host.Sinks.Csv;

/// <summary>
/// Writes classifications as CSV: stream, from, to, label, onset, then the probability of each label, then the raw ones.
/// Where no model answered, the label and all probabilities are empty. The bytes follow from the events and the model alone.
/// </summary>
internal sealed class CsvSink : LineSink
{
    private readonly byte[][] _labels;

    public CsvSink(TextFile file, ModelIdentity model)
        : base(file, 120 + model.Labels.Max(label => Encode(label).Length) + (2 * model.Labels.Count * LineText.LongestNumber))
    {
        _labels = [.. model.Labels.Select(Encode)];
        var columns = new[] { "stream", "from", "to", "label", "onset" }.Concat(model.Labels).Concat(model.Labels.Select(label => $"raw.{label}"));
        var header = Encoding.UTF8.GetBytes(string.Join(',', columns.Select(Quote)) + "\n");
        header.CopyTo(file.Reserve(header.Length));
        file.Commit(header.Length);
    }

    protected override void Write(ref LineText line, ReadOnlySpan<byte> stream, ReadOnlySpan<byte> unavailable, in Classification classification)
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
        var isUnavailable = classification.Unavailable is not null;
        Write(ref line, classification.Probabilities, isUnavailable);
        Write(ref line, classification.RawProbabilities, isUnavailable);
        line.Bytes("\n"u8);
    }

    private static void Write(ref LineText line, ReadOnlySpan<float> probabilities, bool isUnavailable)
    {
        foreach (var probability in probabilities)
        {
            line.Bytes(","u8);
            if (!isUnavailable)
                line.Probability(probability);
        }
    }

    protected override byte[] EncodeName(string name) => Encode(name);

    private static byte[] Encode(string text) => Encoding.UTF8.GetBytes(Quote(text));

    private static string Quote(string cell) =>
        cell.AsSpan().ContainsAny(",\"\r\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
