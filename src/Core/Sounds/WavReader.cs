namespace StreamHost.Core.Sounds;

/// <summary>
/// Reads a WAV file, frame by frame: PCM of 8, 16, 24 and 32 bits, float of 32 and 64 bits, plain or extensible, 1 to 8 channels, RF64
/// too. Samples are scaled to -1 .. 1. Used by one thread at a time.
/// </summary>
public sealed class WavReader : SoundReader
{
    private const int BufferFrames = 4096;

    private readonly Stream _stream;
    private readonly WavHeader _header;
    private readonly byte[] _buffer;
    private long _position;

    private WavReader(Stream stream, WavHeader header, string name)
        : base(name)
    {
        (_stream, _header) = (stream, header);
        var available = stream.CanSeek ? stream.Length - header.DataStart : (long?)null;
        var frame = FrameSize;
        var said = header.DataLength / frame;
        Frames = available is null ? said ?? -1 : Math.Min(said ?? long.MaxValue, available.Value / frame);
        MissingFrames = available is not null && said > Frames ? said.Value - Frames : 0;
        _buffer = new byte[BufferFrames * frame];
    }

    /// <inheritdoc/>
    public override int SampleRate => _header.SampleRate;

    /// <inheritdoc/>
    public override int Channels => _header.Channels;

    /// <summary>How the samples are written.</summary>
    public SampleFormat Format => _header.Format;

    /// <inheritdoc/>
    public override long Frames { get; }

    /// <inheritdoc/>
    public override long MissingFrames { get; }

    private int FrameSize => SampleDecoder.SizeOf(Format) * Channels;

    /// <summary>Opens a file.</summary>
    /// <exception cref="InputException">It can't be read, is no WAV file, or is of a kind that is not read.</exception>
    public static new WavReader Open(string path) => Open(InputFile.Open(path), path);

    /// <summary>Reads a stream, which then belongs to the reader; it need not be one that can be sought in.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <exception cref="InputException">It is no WAV file, or of a kind that is not read.</exception>
    public static WavReader Open(Stream stream, string name) => Open(stream, name, isUnfinished: false);

    /// <summary>Opens a file whose writer is still at work, or was killed at it: it goes to its end, whatever its beginning says.</summary>
    /// <exception cref="InputException">It can't be read, is no WAV file, or is of a kind that is not read.</exception>
    internal static WavReader OpenUnfinished(string path) => Open(InputFile.Open(path), path, isUnfinished: true);

    private static WavReader Open(Stream stream, string name, bool isUnfinished)
    {
        try
        {
            var header = WavHeader.Read(stream, name);
            return new WavReader(stream, isUnfinished ? header with { DataLength = null } : header, name);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next frames. Allocates nothing.</summary>
    /// <param name="samples">[frames, channels], filled from its beginning; of a part of a frame at its end nothing.</param>
    /// <returns>How many frames; 0 at the end.</returns>
    /// <exception cref="WorkFailedException">The file failed while it was read.</exception>
    public override int Read(Span<float> samples)
    {
        var wanted = samples.Length / Channels;
        var done = 0;
        while (done < wanted)
        {
            var count = (int)Math.Min(Math.Min(BufferFrames, wanted - done), Frames < 0 ? long.MaxValue : Frames - _position);
            var read = count == 0 ? 0 : ReadBytes(_buffer.AsSpan(0, count * FrameSize)) / FrameSize;
            if (read == 0)
                break;

            SampleDecoder.Decode(Format, _buffer.AsSpan(0, read * FrameSize), samples.Slice(done * Channels, read * Channels));
            done += read;
            _position += read;
        }

        return done;
    }

    /// <summary>Goes to a frame.</summary>
    /// <param name="frame">0 to <see cref="Frames"/>.</param>
    /// <exception cref="NotSupportedException">The stream can't be sought in.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such frame.</exception>
    public void Seek(long frame)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frame);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(frame, Frames);
        _stream.Seek(_header.DataStart + (frame * FrameSize), SeekOrigin.Begin);
        _position = frame;
    }

    /// <inheritdoc/>
    public override void Dispose() => _stream.Dispose();

    private int ReadBytes(Span<byte> bytes)
    {
        try
        {
            return _stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (IOException exception)
        {
            throw new WorkFailedException($"{Name}: it can't be read on: {exception.Message}; its first {_position} frames were", exception);
        }
    }
}
