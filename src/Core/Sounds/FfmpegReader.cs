namespace StreamHost.Core.Sounds;

/// <summary>Reads what ffmpeg reads: a child process that writes a WAV file of floats into a pipe.</summary>
internal sealed class FfmpegReader : SoundReader
{
    private readonly FfmpegProcess _ffmpeg;
    private readonly WavReader _sound;

    private FfmpegReader(FfmpegProcess ffmpeg, WavReader sound, string name)
        : base(name) => (_ffmpeg, _sound) = (ffmpeg, sound);

    /// <inheritdoc/>
    public override int SampleRate => _sound.SampleRate;

    /// <inheritdoc/>
    public override int Channels => _sound.Channels;

    /// <inheritdoc/>
    public override long Frames => -1;

    /// <inheritdoc/>
    public override long MissingFrames => 0;

    /// <inheritdoc cref="SoundDecoder.Opening"/>
    public static SoundReader? TryOpen(string path, out string? refusal)
    {
        refusal = null;
        if (FfmpegProcess.TryStart(path) is not { } ffmpeg)
            return null;

        try
        {
            return new FfmpegReader(ffmpeg, WavReader.Open(ffmpeg.Output, path), path);
        }
        catch (InputException exception)
        {
            refusal = ffmpeg.WaitForComplaint() ?? exception.Message;
            ffmpeg.Dispose();
            return null;
        }
    }

    /// <inheritdoc/>
    public override int Read(Span<float> samples)
    {
        var frames = _sound.Read(samples);
        if (frames == 0 && samples.Length >= Channels && _ffmpeg.WaitForComplaint() is { } complaint)
            throw new InputException(Name, $"ffmpeg can't decode it further ({complaint})", "make the file again");
        return frames;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _ffmpeg.Dispose();
        _sound.Dispose();
    }
}
