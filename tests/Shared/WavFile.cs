using System.Buffers.Binary;
using System.Text;

namespace StreamHost;

/// <summary>Builds WAV files a chunk at a time.</summary>
internal static class WavFile
{
    public static byte[] Riff(params ReadOnlySpan<byte[]> chunks) => Make("RIFF", chunks);

    public static byte[] Rf64(params ReadOnlySpan<byte[]> chunks) => Make("RF64", chunks);

    public static byte[] Format(int code, int channels, int rate, int bits, int? frame = null)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)code);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2), (ushort)channels);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), rate);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), rate * channels * bits / 8);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(12), (ushort)(frame ?? channels * bits / 8));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(14), (ushort)bits);
        return Chunk("fmt ", bytes);
    }

    public static byte[] Extensible(int code, int channels, int rate, int bits)
    {
        var bytes = new byte[40];
        Format(0xFFFE, channels, rate, bits).AsSpan(8).CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(16), 22);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(18), (ushort)bits);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(24), (ushort)code);
        new byte[] { 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71 }.CopyTo(bytes.AsSpan(26));
        return Chunk("fmt ", bytes);
    }

    public static byte[] Sizes(long data)
    {
        var bytes = new byte[28];
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), data);
        return Chunk("ds64", bytes);
    }

    public static byte[] Data(byte[] samples, uint? length = null) => Chunk("data", samples, length);

    public static byte[] Chunk(string id, byte[] bytes, uint? length = null)
    {
        var header = new byte[8];
        Encoding.Latin1.GetBytes(id).CopyTo(header, 0);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), length ?? (uint)bytes.Length);
        return [.. header, .. bytes, .. new byte[bytes.Length % 2]];
    }

    private static byte[] Make(string id, ReadOnlySpan<byte[]> chunks)
    {
        var body = new List<byte>();
        foreach (var chunk in chunks)
            body.AddRange(chunk);
        var size = BitConverter.GetBytes(id == "RF64" ? uint.MaxValue : (uint)(body.Count + 4));
        return [.. Encoding.Latin1.GetBytes(id), .. size, .. "WAVE"u8, .. body];
    }
}
