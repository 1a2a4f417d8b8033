using System.Text.Json;
using System.Text.Unicode;

namespace StreamHost.Core.Packages;

/// <summary>A safetensors header that agrees with itself and with the length of the data behind it.</summary>
/// <param name="Entries">The tensors, in the header's order.</param>
/// <param name="Metadata">The <c>__metadata__</c>.</param>
internal sealed record SafetensorsHeader(IReadOnlyList<SafetensorsEntry> Entries, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>The one key that is no tensor.</summary>
    public const string MetadataKey = "__metadata__";

    /// <summary>Reads and checks a header.</summary>
    /// <param name="utf8">The header's JSON, with the spaces that pad it.</param>
    /// <param name="dataLength">The number of bytes behind it.</param>
    /// <param name="where">The file, for messages.</param>
    /// <exception cref="InputException">The header is malformed or disagrees with the data's length.</exception>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> utf8, long dataLength, string where)
    {
        if (utf8.IsEmpty || utf8[0] != (byte)'{')
            throw new InputException($"{where}, header", "it does not start with '{'", "a safetensors header is one JSON object");
        if (!Utf8.IsValid(utf8))
            throw new InputException($"{where}, header", "it is not UTF-8", "a safetensors header is UTF-8 text");

        var header = ParseJson(utf8.TrimEnd((byte)' '), where);
        SafetensorsLayout.Check(header.Entries, dataLength, where);
        return header;
    }

    private static SafetensorsHeader ParseJson(ReadOnlySpan<byte> json, string where)
    {
        try
        {
            return new SafetensorsHeaderParser(json, where).Parse();
        }
        catch (JsonException e)
        {
            throw new InputException(
                $"{where}, header, byte {e.BytePositionInLine}", "it is not well-formed JSON", "a safetensors header is one JSON object", e);
        }
        catch (InvalidOperationException e)
        {
            throw new InputException(
                $"{where}, header", "a text in it has half a surrogate pair", "escaped characters are whole ones", e);
        }
    }
}
