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
    private readonly LiveCapture _capture;
    private readonly string _stream;
    private readonly Action<string> _tell;
    private long _before;
    private long _frames;

    /// <summary>Opens the device, or waits until there is one.</summary>
    /// <param name="system">Where it is.</param>
    /// <param name="options">What to capture.</param>
    /// <param name="stream">The stream's name.</param>
    /// <param name="context">Who is told, and who may end the wait.</param>
    /// <exception cref="InputException">An option is out of range, the device can never be opened, or an input that has an end has no sound.</exception>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public LiveSoundSource(IAudioSystem system, LiveOptions options, string stream, SourceContext context)
    {
        (_stream, _tell) = (stream, context.Tell);
        _capture = new LiveCapture(system, options, TimeProvider.System);
        try
        {
            while (SampleRate == 0)
            {
                if (_capture.Read(out var piece, context.Stop))
                    Enter(piece);
                else
                    throw context.Stop.IsCancellationRequested ? new OperationCanceledException(context.Stop) : new InputException(stream, "it ended before there was any sound", "check what writes it");
            }
        }
        catch
        {
            _capture.Dispose();
            throw;
        }
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
