using StreamHost.Core.Recordings;
using StreamHost.Core.Signals;
using StreamHost.Engine.Sources;

namespace StreamHost.Host.Sources.Live;

/// <summary>A source of sound that is recorded while it is heard: what goes on is in the recording first.</summary>
/// <param name="source">The source of one stream; disposed of here.</param>
/// <param name="folder">The recording's folder, in which there is none yet.</param>
internal sealed class RecordedSource(IAudioSource source, string folder) : IAudioSource
{
    private readonly string _folder = folder;
    private SoundRecorder? _recorder;

    /// <inheritdoc/>
    public int SampleRate => source.SampleRate;

    /// <inheritdoc/>
    public bool HasChangedRate => source.HasChangedRate;

    /// <summary>Frames recorded, gaps included, and those of gaps.</summary>
    public (long Frames, long GapFrames) Recorded => (_recorder?.Frames ?? 0, _recorder?.GapFrames ?? 0);

    /// <inheritdoc/>
    public Task RunAsync(AudioIntake intake, CancellationToken stop) => source.RunAsync(new Recording(this, intake), stop);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _recorder?.Dispose();
        await source.DisposeAsync().ConfigureAwait(false);
    }

    private sealed class Recording(RecordedSource owner, AudioIntake next) : AudioIntake
    {
        public override StreamTable Streams => next.Streams;

        public override TimeProvider Time => next.Time;

        public override ValueTask OfferAsync(AudioBlock block, CancellationToken stop)
        {
            owner._recorder ??= SoundRecorder.Create(owner._folder, block.Stream.Name);
            owner._recorder.Write(block);
            return next.OfferAsync(block, stop);
        }
    }
}
