using System.Text.Encodings.Web;
using System.Text.Json;

namespace StreamHost.Core.Logs;

/// <summary>Writes rows as one JSON object a line.</summary>
internal sealed class JsonRowWriter : RowWriter
{
    /// <summary>What stands before each value: its key, and a comma before all but the first.</summary>
    private readonly byte[][] _keys;
    private readonly int _fixedLength;

    public JsonRowWriter(string file, IReadOnlyList<string> features)
        : base(file)
    {
        _keys = [.. features.Select((name, index) => (byte[])[.. index == 0 ? ""u8 : ","u8, .. Encode(name), (byte)':'])];
        _fixedLength = "{\"time\":,\"stream\":,\"label\":,\"values\":{}}\n"u8.Length
            + TimeText.LongestSeconds + _keys.Sum(key => key.Length + LongestFloat);
    }

    public override ReadOnlySpan<byte> Header => [];

    public override int LongestRow(byte[] stream, byte[]? label) => _fixedLength + stream.Length + (label?.Length ?? 0);

    public override int Write(Span<byte> destination, byte[] stream, long time, ReadOnlySpan<float> values, byte[]? label)
    {
        var at = Append("{\"time\":"u8, destination, 0);
        at += TimeText.WriteSeconds(time, destination[at..]);
        at = Append(",\"stream\":"u8, destination, at);
        at = Append(stream, destination, at);
        if (label is not null)
        {
            at = Append(",\"label\":"u8, destination, at);
            at = Append(label, destination, at);
        }

        at = Append(",\"values\":{"u8, destination, at);
        for (var feature = 0; feature < values.Length; feature++)
        {
            at = Append(_keys[feature], destination, at);
            at = float.IsNaN(values[feature]) ? Append("null"u8, destination, at) : Append(values[feature], destination, at);
        }

        return Append("}}\n"u8, destination, at);
    }

    protected override byte[] Encode(string name)
    {
        try
        {
            return [(byte)'"', .. JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes, (byte)'"'];
        }
        catch (ArgumentException e)
        {
            throw new InputException(File, $"the name {Quoted.Text(name)} is not valid text", "choose another name", e);
        }
    }
}
