using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace StreamHost.Core.Packages;

/// <summary>
/// Writes safetensors files: the tensors in their given order without holes, the header padded with spaces to a
/// multiple of 8 bytes. The same contents always give the same bytes.
/// </summary>
public static class SafetensorsWriter
{
    private const int Alignment = 8;

    /// <summary>Writes a file, replacing one that is there, and waits until the disk has it. [any thread]</summary>
    /// <exception cref="ArgumentException">A name is not valid text or <c>__metadata__</c>, or a tensor's bytes do not fit its shape.</exception>
    /// <exception cref="WorkFailedException">The disk is full or the file can't be written.</exception>
    public static void Write(string path, TensorFile file) => OutputFile.Write(path, ToBytes(file));

    /// <summary>The bytes of the file. [any thread]</summary>
    /// <exception cref="ArgumentException">A name is not valid text or <c>__metadata__</c>, or a tensor's bytes do not fit its shape.</exception>
    public static byte[] ToBytes(TensorFile file)
    {
        var header = Header(file);
        var padded = (header.Length + Alignment - 1) / Alignment * Alignment;
        var bytes = new byte[checked(SafetensorsReader.PrefixLength + padded + file.Tensors.Values.Sum(tensor => tensor.Bytes.Length))];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, padded);
        var rest = bytes.AsSpan(SafetensorsReader.PrefixLength);
        header.CopyTo(rest);
        rest[header.Length..padded].Fill((byte)' ');
        rest = rest[padded..];
        foreach (var tensor in file.Tensors.Values)
        {
            tensor.Bytes.Span.CopyTo(rest);
            rest = rest[tensor.Bytes.Length..];
        }

        return bytes;
    }

    private static ReadOnlySpan<byte> Header(TensorFile file)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        WriteMetadata(json, file.Metadata);
        long begin = 0;
        foreach (var (name, tensor) in file.Tensors)
        {
            Check(name, tensor);
            WriteEntry(json, name, tensor, begin);
            begin += tensor.Bytes.Length;
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan;
    }

    private static void Check(string name, TensorData tensor)
    {
        if (name == SafetensorsHeader.MetadataKey)
            throw new ArgumentException($"A tensor can't be named {name}.", nameof(name));

        var count = tensor.Shape.Aggregate(1L, (product, dimension) => checked(product * dimension));
        if (tensor.Shape.Any(dimension => dimension < 0) || checked(count * tensor.Type.Size()) != tensor.Bytes.Length)
        {
            throw new ArgumentException(
                $"Tensor {Quoted.Text(name)} of shape [{string.Join(", ", tensor.Shape)}] has {tensor.Bytes.Length} bytes.", nameof(tensor));
        }
    }

    private static void WriteMetadata(Utf8JsonWriter json, IDictionary<string, string> metadata)
    {
        if (metadata.Count == 0)
            return;

        json.WriteStartObject(SafetensorsHeader.MetadataKey);
        foreach (var (key, value) in metadata)
            json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, string name, TensorData tensor, long begin)
    {
        json.WriteStartObject(name);
        json.WriteString("dtype", SafetensorsHeaderParser.NameOf(tensor.Type));
        json.WriteStartArray("shape");
        foreach (var dimension in tensor.Shape)
            json.WriteNumberValue(dimension);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(begin);
        json.WriteNumberValue(begin + tensor.Bytes.Length);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
