using System.Buffers.Binary;
using System.Text;

namespace StreamHost.Core.Sounds;

/// <summary>What stands before the samples of a WAV file: RIFF, or RF64 (EBU Tech 3306) where it has more than 4 GiB.</summary>
/// <param name="Format">How samples are written.</param>
/// <param name="Channels">1 to 8.</param>
/// <param name="SampleRate">Frames a second.</param>
/// <param name="DataStart">Where the samples begin.</param>
/// <param name="DataLength">Their bytes; null where the file does not say, as one that was written to a pipe.</param>
internal sealed record WavHeader(SampleFormat Format, int Channels, int SampleRate, long DataStart, long? DataLength)
{
    private const int RiffSize = 12;
    private const uint Unknown = uint.MaxValue;
    private const string Remedy = "give a WAV file of PCM or float samples";

    // WAVE_FORMAT_EXTENSIBLE keeps the true format in the first two bytes of a GUID that else is always this.
    private static readonly byte[] SubformatTail = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];

    /// <summary>Whether a file begins as a WAV file does; reads 12 bytes of it.</summary>
    /// <exception cref="InputException">It can't be read.</exception>
    public static bool Begins(FileStream file)
    {
        Span<byte> riff = stackalloc byte[RiffSize];
        try
        {
            return file.ReadAtLeast(riff, riff.Length, throwOnEndOfStream: false) == riff.Length && (IsRiff(riff) || IsRf64(riff));
        }
        catch (IOException exception)
        {
            throw new InputException(file.Name, $"it can't be read ({exception.Message.TrimEnd('.')})", "check the file and its disk", exception);
        }
    }

    /// <summary>Reads up to the first sample.</summary>
    /// <exception cref="InputException">It is no WAV file, or of a kind that is not read.</exception>
    public static WavHeader Read(Stream stream, string name)
    {
        var reader = new ChunkReader(stream, name);
        var riff = reader.Take(RiffSize);
        var isRf64 = IsRf64(riff);
        if (!isRf64 && !IsRiff(riff))
            throw new InputException(name, "it does not begin as a WAV file does", Remedy);

        (SampleFormat Format, int Channels, int Rate)? format = null;
        long? longData = null;
        while (true)
        {
            var chunk = reader.Take(8);
            var id = Encoding.Latin1.GetString(chunk, 0, 4);
            var length = BinaryPrimitives.ReadUInt32LittleEndian(chunk.AsSpan(4));
            switch (id)
            {
                case "ds64" when length is >= 16 and <= 1 << 20:
                    longData = Math.Max(0, BinaryPrimitives.ReadInt64LittleEndian(reader.Take((int)length).AsSpan(8)));
                    break;
                case "fmt " when length is >= 16 and <= 1 << 12:
                    format = ReadFormat(reader.Take((int)length), name);
                    break;
                case "data":
                    var (sample, channels, rate) = format ?? throw new InputException(name, "its samples come before their format", "write the file again: fmt stands before data");
                    return new WavHeader(sample, channels, rate, reader.Position, length == Unknown ? longData : isRf64 && longData > 0 ? longData : length == 0 ? null : length);
                default:
                    reader.Skip(length);
                    break;
            }

            // Chunks begin at even places.
            if (length % 2 != 0)
                reader.Skip(1);
        }
    }

    private static bool IsRiff(ReadOnlySpan<byte> riff) => riff.StartsWith("RIFF"u8) && riff[8..].SequenceEqual("WAVE"u8);

    private static bool IsRf64(ReadOnlySpan<byte> riff) => riff.StartsWith("RF64"u8) && riff[8..].SequenceEqual("WAVE"u8);

    private static (SampleFormat Format, int Channels, int Rate) ReadFormat(byte[] chunk, string name)
    {
        var code = BinaryPrimitives.ReadUInt16LittleEndian(chunk);
        int channels = BinaryPrimitives.ReadUInt16LittleEndian(chunk.AsSpan(2));
        var rate = BinaryPrimitives.ReadUInt32LittleEndian(chunk.AsSpan(4));
        int frame = BinaryPrimitives.ReadUInt16LittleEndian(chunk.AsSpan(12));
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(chunk.AsSpan(14));
        if (code == 0xFFFE && chunk.Length >= 40 && chunk.AsSpan(26, 14).SequenceEqual(SubformatTail))
            code = BinaryPrimitives.ReadUInt16LittleEndian(chunk.AsSpan(24));
        var format = (code, bits) switch
        {
            (1, 8) => SampleFormat.Unsigned8,
            (1, 16) => SampleFormat.Signed16,
            (1, 24) => SampleFormat.Signed24,
            (1, 32) => SampleFormat.Signed32,
            (3, 32) => SampleFormat.Float32,
            (3, 64) => SampleFormat.Float64,
            _ => throw new InputException(name, $"its samples are {Named(code)} of {bits} bits", "convert it to PCM of 8, 16, 24 or 32 bits, or float"),
        };
        if (SoundReader.Refuse(channels, rate) is var (what, remedy))
            throw new InputException(name, what, remedy);
        if (frame != channels * bits / 8)
            throw new InputException(name, $"it says that {channels} samples of {bits} bits take {frame} bytes", "write the file again");
        return (format, channels, (int)rate);
    }

    private static string Named(ushort code) => code switch
    {
        1 => "PCM",
        2 => "Microsoft ADPCM",
        3 => "float",
        6 => "A-law",
        7 => "mu-law",
        0x11 => "IMA ADPCM",
        0x55 => "MP3",
        _ => $"format 0x{code:x4}",
    };

    /// <summary>Reads a stream that may not be sought in, forward.</summary>
    private sealed class ChunkReader(Stream stream, string name)
    {
        public long Position { get; private set; }

        public byte[] Take(int count)
        {
            var bytes = new byte[count];
            if (stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false) < count)
                throw new InputException(name, "it ends before its first sample", Remedy);
            Position += count;
            return bytes;
        }

        public void Skip(long count)
        {
            Span<byte> room = stackalloc byte[4096];
            for (var left = count; left > 0;)
            {
                var read = stream.Read(room[..(int)Math.Min(room.Length, left)]);
                if (read == 0)
                    throw new InputException(name, "it ends before its first sample", Remedy);
                left -= read;
                Position += read;
            }
        }
    }
}
