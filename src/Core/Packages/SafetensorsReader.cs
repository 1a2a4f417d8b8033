using System.Buffers.Binary;
using System.Security.Cryptography;

namespace StreamHost.Core.Packages;

/// <summary>
/// Reads safetensors files, refusing whatever the format's specification does not allow. No memory is asked for on the
/// word of a file: every number is held against the file's real length first.
/// </summary>
public static class SafetensorsReader
{
    /// <summary>The longest header that the format allows, in bytes.</summary>
    internal const long LongestHeader = 100_000_000;

    /// <summary>Bytes of the length that stands before the header.</summary>
    internal const int PrefixLength = 8;

    /// <summary>Reads a file. [any thread]</summary>
    /// <exception cref="InputException">There is no such file, it can't be read, or it is not a well-formed safetensors file.</exception>
    public static TensorFile Read(string path) => Read(path, out _);

    /// <summary>Reads a file that is in memory already; the tensors share its bytes. [any thread]</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="where">What to call it in messages.</param>
    /// <exception cref="InputException">It is not a well-formed safetensors file.</exception>
    public static TensorFile Read(ReadOnlyMemory<byte> bytes, string where)
    {
        var prefix = bytes.Length < PrefixLength ? bytes.Span : bytes.Span[..PrefixLength];
        var headerLength = HeaderLength(prefix, bytes.Length, where);
        var header = SafetensorsHeader.Parse(
            bytes.Span.Slice(PrefixLength, headerLength), bytes.Length - PrefixLength - headerLength, where);
        return Assemble(header, bytes[(PrefixLength + headerLength)..], where);
    }

    /// <summary>Reads a file and says what its bytes hash to, so that what was checked is what was read.</summary>
    internal static TensorFile Read(string path, out string sha256)
    {
        using var file = InputFile.Open(path);
        try
        {
            var bytes = ReadChecked(file, path);
            sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
            return Read(bytes, path);
        }
        catch (IOException e)
        {
            throw new InputException(path, $"it can't be read ({e.Message.TrimEnd('.')})", "check the file and its disk", e);
        }
    }

    /// <summary>The whole file, of which the header was found to agree with the file's length before memory was taken.</summary>
    private static byte[] ReadChecked(FileStream file, string path)
    {
        if (!file.CanSeek)
            throw new InputException(path, "it is not a regular file", "copy it to a disk first");

        Span<byte> prefix = stackalloc byte[PrefixLength];
        var length = file.Length;
        var headerLength = HeaderLength(prefix[..file.ReadAtLeast(prefix, PrefixLength, throwOnEndOfStream: false)], length, path);
        var header = new byte[headerLength];
        file.ReadExactly(header);
        SafetensorsHeader.Parse(header, length - PrefixLength - headerLength, path);
        if (length > Array.MaxLength)
            throw new InputException(path, $"it has {length} bytes", $"files of up to {Array.MaxLength} bytes can be read");

        var bytes = new byte[length];
        prefix.CopyTo(bytes);
        header.CopyTo(bytes, PrefixLength);
        file.ReadExactly(bytes.AsSpan(PrefixLength + headerLength));
        return bytes;
    }

    private static int HeaderLength(ReadOnlySpan<byte> prefix, long fileLength, string where)
    {
        if (prefix.Length < PrefixLength)
        {
            throw new InputException(where, $"it has {fileLength} bytes", "a safetensors file starts with 8 bytes that say how long its header is");
        }

        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > LongestHeader)
            throw new InputException(where, $"it claims a header of {length} bytes", $"a safetensors header has at most {LongestHeader} bytes");
        if ((long)length > fileLength - PrefixLength)
        {
            throw new InputException(
                where,
                $"it claims a header of {length} bytes and has {fileLength - PrefixLength} after the length",
                "the file was cut off, or is not a safetensors file");
        }

        return (int)length;
    }

    private static TensorFile Assemble(SafetensorsHeader header, ReadOnlyMemory<byte> data, string where)
    {
        var file = new TensorFile();
        foreach (var (key, value) in header.Metadata)
            file.Metadata.Add(key, value);

        foreach (var entry in header.Entries)
        {
            var bytes = data.Slice((int)entry.Begin, (int)(entry.End - entry.Begin));
            if (entry.Type == TensorElement.Boolean && bytes.Span.IndexOfAnyExceptInRange((byte)0, (byte)1) is var wrong and >= 0)
            {
                throw new InputException(
                    $"{where}, tensor {Quoted.Text(entry.Name)}",
                    $"element {wrong} of BOOL is {bytes.Span[wrong]}",
                    "a BOOL is 0 or 1");
            }

            file.Add(entry.Name, new TensorData(entry.Type, entry.Shape, bytes));
        }

        return file;
    }
}
