using StreamHost.Core;
using StreamHost.Core.Logs;
using StreamHost.Core.Signals;
using StreamHost.Engine.Sources;

namespace StreamHost.Host.Sources.Replay;

/// <summary>Plays a log back: event times as recorded, arrival times now, at a multiple of the recorded speed or without waiting.</summary>
internal sealed class ReplaySource : IEventSource
{
    /// <summary>Without waiting, the clock is read once in so many events.</summary>
    private const int EventsPerClock = 64;

    private readonly Func<StreamTable, EventLogReader> _open;
    private readonly double _speed;

    /// <param name="options">The log and the speed.</param>
    /// <param name="context">The preset's folder and the model's features.</param>
    /// <exception cref="InputException">The log is not there, is malformed at its start or lacks a feature; the speed is 0.</exception>
    public ReplaySource(ReplayOptions options, SourceContext context)
    {
        var path = context.Resolve(options.Path);
        _speed = Pace.ParseSpeed(options.Speed);
        var log = context.Features is null ? options.Log : options.Log with { Features = context.Features };
        _open = streams => EventLogReader.Open(path, log, streams);
        using var reader = _open(new StreamTable());
        Features = reader.Features;
    }

    public IReadOnlyList<string> Features { get; }

    public async Task RunAsync(EventIntake intake, CancellationToken stop)
    {
        using var log = _open(intake.Streams);
        var pace = new Pace(_speed, intake.Time);
        var skipped = new SkippedRows(intake);
        var arrival = UnixTime.Now(intake.Time);
        for (long sequence = 0; log.Read(); sequence++)
        {
            if (_speed < double.PositiveInfinity)
            {
                if (!await pace.WaitAsync(log.EventTime, stop).ConfigureAwait(false))
                    break;
                arrival = UnixTime.Now(intake.Time);
            }
            else if (sequence % EventsPerClock == 0)
            {
                if (stop.IsCancellationRequested)
                    break;
                arrival = UnixTime.Now(intake.Time);
            }

            var values = intake.Rent();
            log.Values.CopyTo(values);
            await intake.OfferAsync(new SensorEvent(log.Stream, log.EventTime, arrival, sequence, values), stop).ConfigureAwait(false);
            skipped.Count(log);
        }

        skipped.Count(log);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
