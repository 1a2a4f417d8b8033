namespace StreamHost.Core.Sounds;

/// <summary>
/// Reads a sound file, frame by frame, as floats between -1 and 1; lossy formats may go a little beyond. WAV and RF64 are read by
/// <see cref="WavReader"/>, all else by libsndfile or, where that can't, by ffmpeg, as far as they are installed. Used by one thread at a time.
/// </summary>
public abstract class SoundReader : IDisposable
{
    private const int MostChannels = 8;
    private const int HighestRate = 768_000;

    private static readonly string[] Endings =
        [".wav", ".rf64", ".w64", ".flac", ".ogg", ".oga", ".opus", ".mp3", ".aif", ".aiff", ".au", ".caf", ".m4a", ".aac", ".wma", ".mka", ".webm"];

    /// <summary>What reads other files than WAV, in the order in which it is asked.</summary>
    private static readonly SoundDecoder[] Decoders =
        [new("libsndfile", "libsndfile1", LibsndfileReader.TryOpen), new("ffmpeg", "ffmpeg", FfmpegReader.TryOpen)];

    /// <param name="name">What to call the file in messages.</param>
    private protected SoundReader(string name) => Name = name;

    /// <summary>Frames a second, in Hz, 1 to 768,000.</summary>
    public abstract int SampleRate { get; }

    /// <summary>Samples of a frame, 1 to 8.</summary>
    public abstract int Channels { get; }

    /// <summary>The frames that the file says it has and that are there; -1 where that is not known before all were read.</summary>
    public abstract long Frames { get; }

    /// <summary>The frames that the file says it has and does not: it was cut short. Complete once all were read.</summary>
    public abstract long MissingFrames { get; }

    /// <summary>What to call the file in messages.</summary>
    private protected string Name { get; }

    /// <summary>Opens a file of any format.</summary>
    /// <param name="path">The file; what it is, its first bytes say and not its name.</param>
    /// <exception cref="InputException">It can't be read, is no sound, or is of a kind for which nothing is installed.</exception>
    public static SoundReader Open(string path)
    {
        var file = InputFile.Open(path);
        if (!file.CanSeek)
            return WavReader.Open(file, path);

        using (file)
        {
            if (!WavHeader.Begins(file))
                return Decode(path, Decoders);
        }

        return WavReader.Open(path);
    }

    /// <summary>Whether a file's name ends as that of a sound.</summary>
    /// <param name="path">The file, which need not be there.</param>
    public static bool IsNamedAsSound(string path) => Endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the next frames.</summary>
    /// <param name="samples">[frames, channels], filled from its beginning; of a part of a frame at its end nothing.</param>
    /// <returns>How many frames; 0 at the end.</returns>
    /// <exception cref="InputException">The file can't be decoded further.</exception>
    /// <exception cref="WorkFailedException">The file failed while it was read.</exception>
    public abstract int Read(Span<float> samples);

    /// <summary>Reads all frames that are left: [frames, channels].</summary>
    /// <exception cref="InputException">The file can't be decoded further, or holds more than an array does, 2 billion samples.</exception>
    /// <exception cref="WorkFailedException">The file failed while it was read.</exception>
    public float[] ReadToEnd()
    {
        // A file may say what it likes about its length: room is made for what comes.
        const int MostAtFirst = 1 << 20;
        var samples = new float[((Frames < 0 ? MostAtFirst : (int)Math.Min(MostAtFirst, Frames)) + 1) * Channels];
        var count = 0;
        for (int frames; (frames = Read(samples.AsSpan(count))) > 0;)
        {
            count += frames * Channels;
            if (samples.Length - count >= Channels)
                continue;
            if (count > Array.MaxLength / 2)
                throw new InputException(Name, $"it holds more than {count} samples", "cut it into shorter files");
            Array.Resize(ref samples, 2 * samples.Length);
        }

        Array.Resize(ref samples, count);
        return samples;
    }

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Opens a file that is no WAV file with the first of <paramref name="decoders"/> that can.</summary>
    /// <exception cref="InputException">None can; it says which package to install, or why those that are refuse it.</exception>
    internal static SoundReader Decode(string path, IReadOnlyList<SoundDecoder> decoders)
    {
        var (refusals, missing) = (new List<string>(), new List<string>());
        foreach (var decoder in decoders)
        {
            if (decoder.TryOpen(path, out var refusal) is { } reader)
                return reader;
            if (refusal is null)
                missing.Add(decoder.Package);
            else
                refusals.Add($"{decoder.Name} can't read it ({refusal})");
        }

        throw new InputException(
            path,
            refusals.Count > 0 ? string.Join(" and ", refusals) : "it is no WAV file, and nothing that reads other sounds is installed",
            missing.Count > 0 ? $"install the package {string.Join(" or ", missing)}, or give a WAV file" : "give a sound, such as WAV, FLAC, OGG, MP3 or Opus");
    }

    /// <summary>Why a sound of this shape is not read, or null where it is.</summary>
    internal static (string What, string Remedy)? Refuse(long channels, long rate) =>
        channels is < 1 or > MostChannels ? ($"it has {channels} channels", $"give 1 to {MostChannels}")
        : rate is < 1 or > HighestRate ? ($"its sample rate is {rate} Hz", $"give 1 to {HighestRate} Hz")
        : null;
}
