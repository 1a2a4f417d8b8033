using System.Buffers;
using System.Text;

namespace StreamHost.Core.Logs;

/// <summary>Writes rows as comma-separated values.</summary>
internal sealed class CsvRowWriter : RowWriter
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly SearchValues<char> LineBreakers = SearchValues.Create("\r\n\0");

    private readonly int _features;
    private readonly byte[] _header;

    public CsvRowWriter(string file, IReadOnlyList<string> features)
        : base(file)
    {
        _features = features.Count;
        var options = new EventLogOptions();
        string[] columns = [options.TimeColumn, options.StreamColumn, options.LabelColumn, .. features];
        _header = [.. Join(columns.Select(Encode)), (byte)'\n'];
    }

    public override ReadOnlySpan<byte> Header => _header;

    public override int LongestRow(byte[] stream, byte[]? label) =>
        TimeText.LongestSeconds + stream.Length + (label?.Length ?? 0) + (_features * (LongestFloat + 1)) + 3;

    public override int Write(Span<byte> destination, byte[] stream, long time, ReadOnlySpan<float> values, byte[]? label)
    {
        var at = TimeText.WriteSeconds(time, destination);
        destination[at++] = (byte)',';
        at = Append(stream, destination, at);
        destination[at++] = (byte)',';
        at = Append(label, destination, at);
        foreach (var value in values)
        {
            destination[at++] = (byte)',';
            if (!float.IsNaN(value))
                at = Append(value, destination, at);
        }

        destination[at++] = (byte)'\n';
        return at;
    }

    /// <summary>A text as a cell.</summary>
    /// <exception cref="InputException">It holds a line break or is not valid text.</exception>
    public static byte[] Cell(string text, string file, string remedy)
    {
        if (text.AsSpan().ContainsAny(LineBreakers))
            throw new InputException(file, $"the name {Quoted.Text(text)} holds a line break or a zero", remedy);

        var needsQuotes = text.AsSpan().ContainsAny(",\"") || text.AsSpan().Trim(" \t").Length < text.Length;
        try
        {
            return Utf8.GetBytes(needsQuotes ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text);
        }
        catch (EncoderFallbackException e)
        {
            throw new InputException(file, $"the name {Quoted.Text(text)} is not valid text", "choose another name", e);
        }
    }

    protected override byte[] Encode(string name) => Cell(name, File, "choose another name, or write .jsonl");

    private static IEnumerable<byte> Join(IEnumerable<byte[]> cells) =>
        cells.SelectMany((cell, index) => index == 0 ? cell : cell.Prepend((byte)','));
}
