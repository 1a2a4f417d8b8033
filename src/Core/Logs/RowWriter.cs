using System.Globalization;

namespace StreamHost.Core.Logs;

/// <summary>Writes the rows of one format.</summary>
internal abstract class RowWriter(string file)
{
    /// <summary>No float is longer in its shortest form that reads back to the same bits.</summary>
    protected const int LongestFloat = 16;

    private readonly Dictionary<string, byte[]> _names = new(StringComparer.Ordinal);

    /// <summary>The name of the file, for messages.</summary>
    protected string File { get; } = file;

    /// <summary>What stands before the first row, if anything.</summary>
    public abstract ReadOnlySpan<byte> Header { get; }

    /// <summary>The bytes of a stream's name or a label as a row holds them.</summary>
    /// <exception cref="InputException">The format can't hold that name.</exception>
    public byte[] Encoded(string name)
    {
        if (!_names.TryGetValue(name, out var encoded))
            _names.Add(name, encoded = Encode(name));
        return encoded;
    }

    /// <summary>No row of these names is longer.</summary>
    public abstract int LongestRow(byte[] stream, byte[]? label);

    /// <summary>Writes a row, with its line break; returns the number of bytes.</summary>
    public abstract int Write(Span<byte> destination, byte[] stream, long time, ReadOnlySpan<float> values, byte[]? label);

    /// <summary>Turns a name into the bytes of the format.</summary>
    protected abstract byte[] Encode(string name);

    /// <summary>Writes bytes behind <paramref name="at"/> others; returns how many there are then.</summary>
    protected static int Append(ReadOnlySpan<byte> text, Span<byte> destination, int at)
    {
        text.CopyTo(destination[at..]);
        return at + text.Length;
    }

    /// <summary>Writes the shortest text that reads back to the same float.</summary>
    protected static int Append(float value, Span<byte> destination, int at)
    {
        value.TryFormat(destination[at..], out var written, default, CultureInfo.InvariantCulture);
        return at + written;
    }
}
