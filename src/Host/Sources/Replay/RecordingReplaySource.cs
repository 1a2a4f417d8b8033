using StreamHost.Core;
using StreamHost.Core.Recordings;
using StreamHost.Core.Signals;
using StreamHost.Engine.Sources;

namespace StreamHost.Host.Sources.Replay;

/// <summary>Plays a recording of sound: its stream's name, event times and gaps are those of the run that was recorded, and so is what it gives.</summary>
internal sealed class RecordingReplaySource : IAudioSource
{
    /// <summary>Blocks a second, as a device would deliver them.</summary>
    private const int BlocksPerSecond = 100;

    private readonly SoundRecording _recording;
    private readonly string _folder;
    private readonly double _speed;

    /// <param name="options">The folder and the speed.</param>
    /// <param name="context">The preset's folder.</param>
    /// <exception cref="InputException">The folder holds no recording, or the speed is 0.</exception>
    public RecordingReplaySource(ReplayOptions options, SourceContext context)
    {
        _speed = Pace.ParseSpeed(options.Speed);
        _folder = context.Resolve(options.Path);
        _recording = SoundRecording.Open(_folder);
        SampleRate = _recording.SampleRate;
    }

    /// <inheritdoc/>
    public int SampleRate { get; }

    /// <inheritdoc/>
    public async Task RunAsync(AudioIntake intake, CancellationToken stop)
    {
        var stream = intake.Streams.Intern(_recording.Stream);
        var pace = new Pace(_speed, intake.Time);
        while (!stop.IsCancellationRequested && _recording.Read(stream, Math.Max(1, SampleRate / BlocksPerSecond), out var block))
        {
            if (block.SampleRate != SampleRate)
                throw RateChanged(block);

            // A block is there when its last frame is.
            var end = block.EventTime + (long)((Int128)block.Frames * UnixTime.Second / SampleRate);
            if (_speed < double.PositiveInfinity && !await pace.WaitAsync(end, stop).ConfigureAwait(false))
                break;
            await intake.OfferAsync(block with { ArrivalTime = UnixTime.Now(intake.Time) }, stop).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _recording.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>A model is built for one rate.</summary>
    private WorkFailedException RateChanged(in AudioBlock block) => new(
        $"{_folder}: at frame {block.FirstFrame} its rate changes from {SampleRate} to {block.SampleRate} Hz, and a run has one rate; what came before was classified, and the files behind it can be replayed by themselves");
}
