using System.Threading.Channels;
using StreamHost.Core;
using StreamHost.Core.Models;
using StreamHost.Core.Signals;
using StreamHost.Engine.Accounts;
using StreamHost.Engine.Memory;
using StreamHost.Engine.Ordering;
using StreamHost.Engine.Serving;
using StreamHost.Engine.Sinks;
using StreamHost.Engine.Sounds;
using StreamHost.Engine.Sources;
using StreamHost.Engine.Workers;

namespace StreamHost.Engine;

/// <summary>
/// One source through one model to its sinks. Signals travel one way: source, ordering, workers, decision, sinks, with a
/// bounded channel at every arrow. Nothing that came in is lost without being counted, and what the sinks get depends
/// neither on the speed of the source nor on the number of workers.
/// </summary>
public sealed class Pipeline
{
    private const int MostSamplesWaiting = 1 << 20;

    /// <summary>How long after its end a live hop is late, in ns.</summary>
    private const long LateAfter = 10_000_000;

    private readonly IEventSource _source;
    private readonly ServedModel _model;
    private readonly IReadOnlyList<IClassificationSink> _sinks;
    private readonly PipelineOptions _options;
    private readonly TimeProvider _time;
    private long? _hop;
    private StreamHostException? _failure;

    /// <summary>Builds a pipeline with a model that stays. It owns none of what it is given: the caller disposes of source, model and sinks.</summary>
    /// <exception cref="ArgumentException">The source's features are not the model's, in the model's order.</exception>
    public Pipeline(
        IEventSource source, IEventModel model, IReadOnlyList<IClassificationSink> sinks, PipelineOptions options, TimeProvider? time = null)
        : this(source, new ServedModel(model, time), sinks, options, time)
    {
    }

    /// <summary>Builds a pipeline with a model whose versions may change while it runs. It owns none of what it is given.</summary>
    /// <exception cref="ArgumentException">The source's features are not the model's, in the model's order.</exception>
    public Pipeline(
        IEventSource source, ServedModel model, IReadOnlyList<IClassificationSink> sinks, PipelineOptions options, TimeProvider? time = null)
    {
        if (!source.Features.SequenceEqual(model.Features))
            throw new ArgumentException("A source hands over the model's features, in the model's order.", nameof(source));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Workers, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxBatch, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxDelay);

        _source = source;
        _model = model;
        _sinks = sinks;
        _options = options;
        _time = time ?? TimeProvider.System;
    }

    /// <summary>Builds a pipeline for sound with a model that stays: every hop of the model's is an event. It owns none of what it is given.</summary>
    /// <param name="source">The sound, until its rate changes.</param>
    /// <param name="model">Built for the source's rate.</param>
    /// <param name="sinks">Who gets the classifications.</param>
    /// <param name="options">How it is built.</param>
    /// <param name="time">The clock; the system's unless told.</param>
    /// <exception cref="ArgumentException">The source has another rate than the model was built for.</exception>
    public static Pipeline OfSound(
        IAudioSource source, IAudioModel model, IReadOnlyList<IClassificationSink> sinks, PipelineOptions options, TimeProvider? time = null) =>
        OfSound(source, new ServedModel(model, time), sinks, options, time, new PipelineCounters());

    /// <summary>The same with a model whose versions may change.</summary>
    /// <param name="source">The sound, until its rate changes.</param>
    /// <param name="model">Built for the source's rate.</param>
    /// <param name="sinks">Who gets the classifications.</param>
    /// <param name="options">How it is built.</param>
    /// <param name="time">The clock; the system's unless told.</param>
    /// <param name="counters">What to go on counting with.</param>
    internal static Pipeline OfSound(
        IAudioSource source, ServedModel model, IReadOnlyList<IClassificationSink> sinks, PipelineOptions options, TimeProvider? time, PipelineCounters counters)
    {
        if (source.SampleRate != model.SampleRate)
            throw new ArgumentException($"A model for {model.SampleRate} Hz can't hear a source of {source.SampleRate} Hz.", nameof(source));

        // A channel holds events; of sound, one is a hop, and as much memory as many readings of sensors.
        var hop = model.Features.Count;
        var capacity = Math.Clamp(MostSamplesWaiting / hop, 16, options.Channel.Capacity);
        options = options with { Channel = options.Channel with { Capacity = capacity } };
        return new Pipeline(new HopSource(source, model.Features), model, sinks, options, time)
        {
            Counters = counters,
            _hop = options.IsLive ? UnixTime.Second * hop / source.SampleRate : null,
        };
    }

    /// <summary>What happens to every event, live.</summary>
    public PipelineCounters Counters { get; internal init; } = new();

    /// <summary>Runs until the source ends, something fails, or <paramref name="stop"/> asks to end; then drains. Once.</summary>
    /// <returns>The account. What failed stands in it and is not thrown.</returns>
    public async Task<PipelineReport> RunAsync(CancellationToken stop)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stop);
        void Fail(StreamHostException failure)
        {
            Interlocked.CompareExchange(ref _failure, failure, null);
            stopping.Cancel();
        }

        await _model.WarmUpAsync(_options.IsLive).ConfigureAwait(false);
        var start = _time.GetTimestamp();
        if (_hop is { } hop)
            Counters.Latency.Bound = hop + LateAfter;
        var pool = new BufferPool(_model.Features.Count);
        var intake = new Intake(_options.Channel, pool, new StreamTable(), _time, Counters);
        WorkerLink[] links = [.. Enumerable.Range(0, _options.Workers).Select(i => new WorkerLink(i, _options.MaxBatch, _model.First.Labels.Count))];
        var results = Channel.CreateBounded<ResultBatch>(
            new BoundedChannelOptions(WorkerLink.ResultsInFlight * links.Length) { SingleReader = true, SingleWriter = links.Length == 1 });
        Worker[] workers =
            [.. links.Select(link => new Worker(_model, link, results.Writer, pool, _options, _time))];
        var ordering = new OrderingStage(intake.Reader, links, _options.Ordering, _options.IsLive, _time, Counters, pool);
        var sinks = new SinkStage(results.Reader, links, _sinks, _hop, _time, Counters, Fail);

        var delivered = Task.Run(sinks.RunAsync, CancellationToken.None);
        _model.Attach(workers);
        Array.ForEach(workers, worker => worker.Start());
        var ordered = Task.Run(ordering.RunAsync, CancellationToken.None);
        try
        {
            await RunSourceAsync(intake, Fail, stopping.Token).ConfigureAwait(false);
            await ordered.ConfigureAwait(false);
            await Task.WhenAll(workers.Select(worker => worker.Completion)).ConfigureAwait(false);
        }
        finally
        {
            _model.Detach();
        }

        results.Writer.Complete();
        await delivered.ConfigureAwait(false);
        Array.ForEach(workers, worker => worker.Dispose());
        return new PipelineReport(Counters, _time.GetElapsedTime(start), stop.IsCancellationRequested, _failure ?? _model.Failure);
    }

    private async Task RunSourceAsync(Intake intake, Action<StreamHostException> fail, CancellationToken stop)
    {
        try
        {
            await Task.Run(() => _source.RunAsync(intake, stop), CancellationToken.None).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to stop in the middle of a wait: that is an end like any other.
        }
        catch (Exception exception)
        {
            fail(exception as StreamHostException ?? new WorkFailedException($"the source failed: {exception.Message}", exception));
        }
        finally
        {
            intake.Complete();
        }
    }
}
