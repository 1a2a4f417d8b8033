using StreamHost.Core;
using StreamHost.Core.Signals;
using StreamHost.Core.Sounds;
using StreamHost.Engine.Sources;

namespace StreamHost.Host.Sources.Replay;

/// <summary>Plays a sound file: its first frame is heard at the time 0, so every run says the same.</summary>
internal sealed class SoundReplaySource : IAudioSource
{
    /// <summary>Blocks a second, as a device would deliver them.</summary>
    private const int BlocksPerSecond = 100;

    private readonly SoundReader _file;
    private readonly string _path;
    private readonly double _speed;

    /// <param name="options">The file and the speed.</param>
    /// <param name="context">The preset's folder.</param>
    /// <exception cref="InputException">The file is not there or is none that is read; the speed is 0.</exception>
    public SoundReplaySource(ReplayOptions options, SourceContext context)
    {
        _speed = Pace.ParseSpeed(options.Speed);
        _path = context.Resolve(options.Path);
        _file = SoundReader.Open(_path);
    }

    /// <inheritdoc/>
    public int SampleRate => _file.SampleRate;

    /// <inheritdoc/>
    public async Task RunAsync(AudioIntake intake, CancellationToken stop)
    {
        var stream = intake.Streams.Intern(Path.GetFileNameWithoutExtension(_path));
        var samples = new float[Math.Max(1, SampleRate / BlocksPerSecond) * _file.Channels];
        var pace = new Pace(_speed, intake.Time);
        for (long frame = 0; !stop.IsCancellationRequested;)
        {
            var frames = _file.Read(samples);
            if (frames == 0)
                break;

            // A block is there when its last frame is.
            var time = TimeOf(frame);
            if (_speed < double.PositiveInfinity && !await pace.WaitAsync(TimeOf(frame + frames), stop).ConfigureAwait(false))
                break;
            await intake.OfferAsync(
                new AudioBlock(stream, SampleRate, _file.Channels, frame, frames, time, UnixTime.Now(intake.Time), samples.AsMemory(0, frames * _file.Channels)), stop).ConfigureAwait(false);
            frame += frames;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _file.Dispose();
        return ValueTask.CompletedTask;
    }

    private long TimeOf(long frame) => (long)((Int128)frame * UnixTime.Second / SampleRate);
}
