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
    private AudioBlock? _next;

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
    public int SampleRate { get; private set; }

    /// <inheritdoc/>
    public bool HasChangedRate { get; private set; }

    /// <inheritdoc/>
    public async Task RunAsync(AudioIntake intake, CancellationToken stop)
    {
        var stream = intake.Streams.Intern(_recording.Stream);
        var pace = new Pace(_speed, intake.Time);
        HasChangedRate = false;
        while (!stop.IsCancellationRequested && TryRead(stream, out var block))
        {
            if (block.SampleRate != SampleRate)
            {
                (SampleRate, HasChangedRate, _next) = (block.SampleRate, true, block);
                return;
            }

            // A block is there when its last frame is.
            var end = block.EventTime + (long)((Int128)block.Frames * UnixTime.Second / SampleRate);
            if (_speed < double.PositiveInfinity && !await pace.WaitAsync(end, stop).ConfigureAwait(false))
                break;
            await intake.OfferAsync(block with { ArrivalTime = UnixTime.Now(intake.Time) }, stop).ConfigureAwait(false);
        }
    }

    /// <summary>The next block, which may be the one that the last run ended before.</summary>
    private bool TryRead(StreamId stream, out AudioBlock block)
    {
        if (_next is not { } next)
            return _recording.Read(stream, Math.Max(1, SampleRate / BlocksPerSecond), out block);

        (block, _next) = (next with { Stream = stream }, null);
        return true;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _recording.Dispose();
        return ValueTask.CompletedTask;
    }
}
