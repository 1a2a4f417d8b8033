using StreamHost.Audio.Devices;
using StreamHost.Core;

namespace StreamHost.Audio.RawPcm;

/// <summary>
/// Raw samples from a named pipe, a file or standard input, for whatever no other system reaches: <c>ffmpeg -f alsa -i hw:1 -f f32le -</c>.
/// A file and standard input have an end. A named pipe has none: where its writer goes away it is opened again and waits for the next.
/// </summary>
public sealed class RawPcmSystem : IAudioSystem
{
    private readonly RawPcmOptions _options;
    private readonly TimeProvider _time;
    private readonly Func<Stream> _openStandardInput;

    /// <param name="options">Where they come from, and how they are written.</param>
    /// <param name="time">The clock to time sound by.</param>
    /// <exception cref="InputException">An option is out of range.</exception>
    public RawPcmSystem(RawPcmOptions options, TimeProvider time)
        : this(options, time, Console.OpenStandardInput)
    {
    }

    internal RawPcmSystem(RawPcmOptions options, TimeProvider time, Func<Stream> openStandardInput)
    {
        options.Validate();
        (_options, _time, _openStandardInput) = (options, time, openStandardInput);
    }

    /// <inheritdoc/>
    public string Name => "pcm";

    private bool IsStandardInput => _options.Path == RawPcmOptions.StandardInput;

    /// <inheritdoc/>
    public IReadOnlyList<AudioDevice> List() =>
        [new(_options.Path, IsStandardInput ? "standard input" : _options.Path, _options.SampleRate, _options.Channels, true)];

    /// <inheritdoc/>
    public ICapture Open(string? device, CaptureOptions options)
    {
        options.Validate();
        if (device is not null && device != _options.Path)
            throw new InputException("raw PCM device", $"{device} is not what is read", $"give {_options.Path}, or none");
        if (!IsStandardInput && !File.Exists(_options.Path))
            throw new InputException(_options.Path, "there is no such pipe or file", "make it with mkfifo, or give the path of one that exists");
        return new RawPcmCapture(List()[0], _options.Format, IsStandardInput ? _openStandardInput : OpenFile, options, _time);
    }

    /// <summary>Waits for a writer where the file is a named pipe.</summary>
    private FileStream OpenFile() => new(_options.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
}
