using System.Globalization;
using StreamHost.Audio.Devices;
using StreamHost.Audio.Live;
using StreamHost.Core;
using StreamHost.Core.Signals;
using StreamHost.Engine.Sources;

namespace StreamHost.Host.Sources.Live;

/// <summary>Sound as it is heard, from a device or a pipe. What happens to the device is told as it happens; what is missing is a gap.</summary>
internal sealed class LiveSoundSource : IAudioSource
{
    /// <summary>What to say where a wait for a device was ended.</summary>
    public const string NoDevice = "there was no device to hear before it was ended";

    private readonly LiveCapture _capture;
    private readonly string _stream;
    private readonly Action<string> _tell;
    private long _before;
    private long _frames;

    /// <summary>A device, whose rate is asked of it: opens and closes it, or waits until there is one.</summary>
    /// <param name="system">Where it is.</param>
    /// <param name="options">What to capture.</param>
    /// <param name="stream">The stream's name.</param>
    /// <param name="context">Who is told, and who may end the wait.</param>
    /// <exception cref="InputException">An option is out of range, or the device can never be opened.</exception>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public LiveSoundSource(IAudioSystem system, LiveOptions options, string stream, SourceContext context)
        : this(system, options, stream, context, sampleRate: 0)
    {
        // Closed again, so that what is heard while the model is made ready is not old before the run begins.
        using var capture = new LiveCapture(system, options, TimeProvider.System);
        while (SampleRate == 0)
        {
            if (!capture.Read(out var piece, context.Stop))
                throw new OperationCanceledException(context.Stop);
            if (piece.Report is not { Event: LiveEvent.Opened })
                Enter(piece);
        }
    }

    /// <summary>An input of a rate that is known.</summary>
    /// <param name="system">Where it is.</param>
    /// <param name="options">What to capture.</param>
    /// <param name="stream">The stream's name.</param>
    /// <param name="context">Who is told.</param>
    /// <param name="sampleRate">In Hz.</param>
    /// <exception cref="InputException">An option is out of range.</exception>
    public LiveSoundSource(IAudioSystem system, LiveOptions options, string stream, SourceContext context, int sampleRate)
    {
        (_stream, _tell, SampleRate) = (stream, context.Tell, sampleRate);
        _capture = new LiveCapture(system, options, TimeProvider.System);
    }

    /// <summary>What was received, handed on and missed.</summary>
    public LiveCounters Counters => _capture.Counters;

    /// <inheritdoc/>
    public int SampleRate { get; private set; }

    /// <inheritdoc/>
    public bool HasChangedRate { get; private set; }

    /// <inheritdoc/>
    public Task RunAsync(AudioIntake intake, CancellationToken stop) =>
        Task.Factory.StartNew(() => Run(intake, stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _capture.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Run(AudioIntake intake, CancellationToken stop)
    {
        var stream = intake.Streams.Intern(_stream);
        var rate = SampleRate;
        HasChangedRate = false;
        while (_capture.Read(out var piece, stop))
        {
            if (piece.Kind is LivePieceKind.Samples or LivePieceKind.Gap)
            {
                _frames = piece.FirstFrame + piece.Frames;
                Offer(intake, piece.ToBlock(stream) with { FirstFrame = _before + piece.FirstFrame }, stop);
                continue;
            }

            Enter(piece);
            if (SampleRate != rate)
            {
                HasChangedRate = true;
                return;
            }
        }
    }

    /// <summary>The thread is the source's own, so it may wait where the pipeline is full.</summary>
    private static void Offer(AudioIntake intake, in AudioBlock block, CancellationToken stop)
    {
        var offered = intake.OfferAsync(block, stop);
        if (!offered.IsCompletedSuccessfully)
            offered.AsTask().GetAwaiter().GetResult();
    }

    private void Enter(in LivePiece piece)
    {
        if (piece.Report is { } report)
            _tell(string.Create(CultureInfo.InvariantCulture, $"{UnixTime.ToDateTime(report.Time).ToLocalTime():HH:mm:ss.fff} {report.Text}"));
        if (piece.Kind != LivePieceKind.Segment)
            return;

        (_before, _frames) = (_before + _frames, 0);
        SampleRate = piece.SampleRate;
    }
}
