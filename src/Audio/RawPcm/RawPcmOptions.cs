using StreamHost.Core;
using StreamHost.Core.Sounds;

namespace StreamHost.Audio.RawPcm;

/// <summary>Where raw samples come from, and how they are written, since they don't say.</summary>
public sealed record RawPcmOptions
{
    /// <summary>The path that stands for standard input.</summary>
    public const string StandardInput = "-";

    private const int LowestRate = 1_000;
    private const int HighestRate = 768_000;
    private const int MostChannels = 8;

    /// <summary>A named pipe, a device or a file; "-" for standard input.</summary>
    public required string Path { get; init; }

    /// <summary>How a sample is written, little-endian: f32le is Float32, s16le Signed16, s24le Signed24, s32le Signed32, u8 Unsigned8.</summary>
    public SampleFormat Format { get; init; } = SampleFormat.Float32;

    /// <summary>In Hz, 1,000 to 768,000.</summary>
    public required int SampleRate { get; init; }

    /// <summary>Samples of a frame, 1 to 8; 1 unless told.</summary>
    public int Channels { get; init; } = 1;

    /// <summary>Holds them to their ranges.</summary>
    /// <exception cref="InputException">One is outside.</exception>
    public void Validate()
    {
        if (SampleRate is < LowestRate or > HighestRate)
            throw new InputException("raw PCM sampleRate", $"{SampleRate} Hz is out of range", $"give {LowestRate} to {HighestRate}");
        if (Channels is < 1 or > MostChannels)
            throw new InputException("raw PCM channels", $"{Channels} is out of range", $"give 1 to {MostChannels}");
        if (!Enum.IsDefined(Format))
            throw new InputException("raw PCM format", $"{(int)Format} is none", $"give one of {string.Join(", ", Enum.GetNames<SampleFormat>())}");
    }
}
