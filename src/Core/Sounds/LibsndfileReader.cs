using System.Runtime.InteropServices;

namespace StreamHost.Core.Sounds;

/// <summary>Reads what libsndfile reads: FLAC, OGG, Opus, MP3, AIFF and many more.</summary>
internal sealed class LibsndfileReader : SoundReader
{
    private readonly Libsndfile.File _file;
    private readonly Libsndfile.Information _information;
    private long _position;
    private bool _ended;

    private LibsndfileReader(Libsndfile.File file, in Libsndfile.Information information, string name)
        : base(name)
    {
        (_file, _information) = (file, information);

        // What it can't know the length of has the largest.
        Frames = information.Frames is >= 0 and < long.MaxValue ? information.Frames : -1;
    }

    /// <inheritdoc/>
    public override int SampleRate => _information.SampleRate;

    /// <inheritdoc/>
    public override int Channels => _information.Channels;

    /// <inheritdoc/>
    public override long Frames { get; }

    /// <inheritdoc/>
    public override long MissingFrames => _ended ? Math.Max(0, Frames - _position) : 0;

    /// <inheritdoc cref="SoundDecoder.Opening"/>
    public static SoundReader? TryOpen(string path, out string? refusal)
    {
        refusal = null;
        if (!Libsndfile.IsInstalled)
            return null;

        // Its names for standard input and the like are no full paths.
        var information = default(Libsndfile.Information);
        var file = Libsndfile.Open(Path.GetFullPath(path), Libsndfile.ReadMode, ref information);
        refusal = file.IsInvalid ? Libsndfile.Message(0) : Refuse(information.Channels, information.SampleRate)?.What;
        if (refusal is null)
            return new LibsndfileReader(file, information, path);

        file.Dispose();
        return null;
    }

    /// <inheritdoc/>
    public override int Read(Span<float> samples)
    {
        var wanted = samples.Length / Channels;
        if (wanted == 0 || _ended)
            return 0;

        var frames = (int)Libsndfile.Read(_file, ref MemoryMarshal.GetReference(samples), wanted);
        _position += frames;
        if (frames == 0 && Libsndfile.Error(_file) != 0)
            throw new InputException(Name, $"after {_position} frames it can't be decoded ({Libsndfile.Message(_file.DangerousGetHandle())})", "make the file again");
        if (_position == 0 && Frames != 0)
            throw new InputException(Name, "no frame of it can be decoded", "make the file again");
        _ended = frames == 0;
        return frames;
    }

    /// <inheritdoc/>
    public override void Dispose() => _file.Dispose();
}
