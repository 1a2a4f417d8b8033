using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace StreamHost.Core.Sounds;

/// <summary>Samples as files and pipes write them, little-endian, made into floats of -1 .. 1. Allocates nothing.</summary>
public static class SampleDecoder
{
    /// <summary>Bytes of one sample.</summary>
    public static int SizeOf(SampleFormat format) => format switch
    {
        SampleFormat.Unsigned8 => 1,
        SampleFormat.Signed16 => 2,
        SampleFormat.Signed24 => 3,
        SampleFormat.Float64 => 8,
        _ => 4,
    };

    /// <summary>Decodes as many samples as there is room for.</summary>
    /// <param name="format">How they are written.</param>
    /// <param name="bytes">At least <see cref="SizeOf"/> for each sample.</param>
    /// <param name="samples">Filled.</param>
    public static void Decode(SampleFormat format, ReadOnlySpan<byte> bytes, Span<float> samples)
    {
        switch (format)
        {
            case SampleFormat.Unsigned8:
                for (var i = 0; i < samples.Length; i++)
                    samples[i] = (bytes[i] - 128) / 128f;
                break;
            case SampleFormat.Signed16:
                for (var i = 0; i < samples.Length; i++)
                    samples[i] = BinaryPrimitives.ReadInt16LittleEndian(bytes[(2 * i)..]) / 32_768f;
                break;
            case SampleFormat.Signed24:
                for (var i = 0; i < samples.Length; i++)
                    samples[i] = ((bytes[3 * i] << 8) | (bytes[(3 * i) + 1] << 16) | (bytes[(3 * i) + 2] << 24)) / 2_147_483_648f;
                break;
            case SampleFormat.Signed32:
                for (var i = 0; i < samples.Length; i++)
                    samples[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * i)..]) / 2_147_483_648f;
                break;
            case SampleFormat.Float32 when BitConverter.IsLittleEndian:
                MemoryMarshal.Cast<byte, float>(bytes)[..samples.Length].CopyTo(samples);
                break;
            case SampleFormat.Float32:
                for (var i = 0; i < samples.Length; i++)
                    samples[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..]);
                break;
            default:
                for (var i = 0; i < samples.Length; i++)
                    samples[i] = (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes[(8 * i)..]);
                break;
        }
    }
}
