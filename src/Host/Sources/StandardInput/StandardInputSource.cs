using StreamHost.Core;
using StreamHost.Core.Logs;
using StreamHost.Core.Signals;
using StreamHost.Engine.Sources;

namespace StreamHost.Host.Sources.StandardInput;

/// <summary>
/// Reads events from a stream of bytes as they come. A read can't be cut short, so it happens on a thread of its own:
/// a stop lets it be, and it ends with the program.
/// </summary>
internal sealed class StandardInputSource(EventLogOptions options, IReadOnlyList<string>? features, Func<Stream> open) : IEventSource
{
    private readonly Lock _gate = new();
    private bool _isClosed;

    public IReadOnlyList<string> Features { get; } = features
        ?? throw new InputException("source stdin", "it needs a model to say what it reads", "use it in run");

    public async Task RunAsync(EventIntake intake, CancellationToken stop)
    {
        var stopped = new TaskCompletionSource();
        using var registration = stop.Register(() =>
        {
            lock (_gate)
            {
                _isClosed = true;
            }

            stopped.SetResult();
        });
        var reading = Task.Factory.StartNew(
            () => ReadAll(intake, stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await await Task.WhenAny(reading, stopped.Task).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void ReadAll(EventIntake intake, CancellationToken stop)
    {
        using var log = EventLogReader.Open(
            open(), "standard input", options with { Format = options.Format ?? EventLogFormat.Jsonl, Features = Features }, intake.Streams);
        var skipped = new SkippedRows(intake);
        for (long sequence = 0; log.Read() && Offer(log, sequence, intake, stop); sequence++)
            skipped.Count(log);
        skipped.Count(log);
    }

    /// <summary>Hands over the event read last; false where the source was closed while it was read.</summary>
    private bool Offer(EventLogReader log, long sequence, EventIntake intake, CancellationToken stop)
    {
        lock (_gate)
        {
            if (_isClosed)
                return false;

            var values = intake.Rent();
            log.Values.CopyTo(values);
            var offered = intake.OfferAsync(new SensorEvent(log.Stream, log.EventTime, UnixTime.Now(intake.Time), sequence, values), stop);
            if (!offered.IsCompletedSuccessfully)
                offered.AsTask().Wait(CancellationToken.None);
            return true;
        }
    }
}
