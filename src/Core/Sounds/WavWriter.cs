using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace StreamHost.Core.Sounds;

/// <summary>
/// Writes a WAV file of 32-bit floats, which becomes an RF64 (EBU Tech 3306) where it outgrows 4 GiB: the place for the long sizes is kept
/// free from the start. Samples go to the system at once; the sizes follow when they are asked to. Allocates nothing after its
/// construction. Used by one thread at a time; what fails is thrown as the system says it.
/// </summary>
public sealed class WavWriter : IDisposable
{
    private const int HeaderSize = 94;
    private const int FloatFormat = 3;

    private readonly SafeFileHandle _file;
    private readonly long _longestPlain;
    private readonly byte[] _header = new byte[HeaderSize];
    private long _dataLength;

    private WavWriter(SafeFileHandle file, int sampleRate, int channels, long longestPlain)
    {
        (_file, SampleRate, Channels, _longestPlain) = (file, sampleRate, channels, longestPlain);
        "RIFF\0\0\0\0WAVEJUNK"u8.CopyTo(_header);
        Put(16, 28);
        "fmt "u8.CopyTo(_header.AsSpan(48));
        Put(52, 18);
        Put(56, FloatFormat | (channels << 16));
        Put(60, sampleRate);
        Put(64, sampleRate * FrameSize);
        Put(68, FrameSize | (32 << 16));
        "fact"u8.CopyTo(_header.AsSpan(74));
        Put(78, 4);
        "data"u8.CopyTo(_header.AsSpan(86));
    }

    /// <summary>In Hz.</summary>
    public int SampleRate { get; }

    /// <summary>Samples of a frame.</summary>
    public int Channels { get; }

    /// <summary>The frames written.</summary>
    public long Frames => _dataLength / FrameSize;

    private int FrameSize => Channels * sizeof(float);

    /// <summary>Makes a file; one that is there is an <see cref="IOException"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="sampleRate">In Hz.</param>
    /// <param name="channels">Samples of a frame.</param>
    /// <param name="longestPlain">The most bytes behind the first 8 that stay a plain WAV file; another than 4 GiB is for tests.</param>
    public static WavWriter Create(string path, int sampleRate, int channels, long longestPlain = uint.MaxValue)
    {
        var writer = new WavWriter(File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read), sampleRate, channels, longestPlain);
        try
        {
            writer.WriteSizes();
            return writer;
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    /// <summary>Appends frames, [frames, channels].</summary>
    public void Write(ReadOnlySpan<float> samples)
    {
        var bytes = MemoryMarshal.AsBytes(samples);
        RandomAccess.Write(_file, bytes, HeaderSize + _dataLength);
        _dataLength += bytes.Length;
    }

    /// <summary>Brings what stands before the samples to their present number, in one write: nobody finds half of it.</summary>
    public void WriteSizes()
    {
        var riffLength = HeaderSize - 8 + _dataLength;
        var isLong = riffLength > _longestPlain;
        (isLong ? "RF64"u8 : "RIFF"u8).CopyTo(_header);
        (isLong ? "ds64"u8 : "JUNK"u8).CopyTo(_header.AsSpan(12));
        PutLong(20, isLong ? riffLength : 0);
        PutLong(28, isLong ? _dataLength : 0);
        PutLong(36, isLong ? Frames : 0);
        Put(4, isLong ? -1 : (int)riffLength);
        Put(82, isLong ? -1 : (int)Frames);
        Put(90, isLong ? -1 : (int)_dataLength);
        RandomAccess.Write(_file, _header, 0);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Put(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(_header.AsSpan(at), value);

    private void PutLong(int at, long value) => BinaryPrimitives.WriteInt64LittleEndian(_header.AsSpan(at), value);
}
