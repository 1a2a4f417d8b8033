using System.Threading.Channels;
using StreamHost.Core.Signals;
using StreamHost.Engine.Decision;
using StreamHost.Engine.Memory;
using StreamHost.Engine.Ordering;
using StreamHost.Engine.Serving;

namespace StreamHost.Engine.Workers;

/// <summary>
/// Owns the states of its streams and runs the model on batches of them: one event a stream in a batch, in order. Only its own thread
/// touches what it owns; where a call into a version does not come back, the supervisor gives all of it to another thread, which goes on
/// where the first one was, without that version.
/// </summary>
internal sealed class Worker : IDisposable
{
    private readonly ServedModel _served;
    private readonly WorkerLink _link;
    private readonly ChannelWriter<ResultBatch> _results;
    private readonly TimeProvider _time;
    private readonly long _mostDelay;
    private readonly ITimer? _delay;
    private readonly BufferPool.Returner _returner;
    private readonly Decider _decider;
    private readonly StreamMover _mover;
    private readonly Batch _batch;
    private readonly Action<Edition, StreamRow, Fault> _report;
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private OrderedChunk? _chunk;
    private int _index;
    private ResultBatch? _rented;
    private long _started;
    private long _free;
    private long _settled = -1;

    public Worker(ServedModel served, WorkerLink link, ChannelWriter<ResultBatch> results, BufferPool pool, PipelineOptions options, TimeProvider time)
    {
        (_served, _link, _results, _time) = (served, link, results, time);
        var (features, labels) = (served.Features.Count, served.First.Labels.Count);
        Caller = new ModelCaller(served.Supervision, time);
        Rows = new StreamRows(served.RingEvents, features);
        _mover = new StreamMover(served, Caller, Rows, options.MaxBatch, time);
        _batch = new Batch(options.MaxBatch, features, labels, _mover, Caller, Report);
        _decider = new Decider(options.Decision, labels);
        _decider.Grow(Rows.Capacity);
        _returner = new BufferPool.Returner(pool);
        _report = Report;
        if (options is { IsLive: true, MaxDelay: > 0 })
        {
            _mostDelay = (long)(options.MaxDelay * UnixTime.Second);
            _delay = time.CreateTimer(_ => Nudge(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Its calls into versions.</summary>
    public ModelCaller Caller { get; }

    /// <summary>Its streams.</summary>
    public StreamRows Rows { get; }

    /// <summary>The newest plan that all of its streams were brought in line with. [any thread]</summary>
    public long Settled => Volatile.Read(ref _settled);

    /// <summary>Ends when all that came was handed on.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Begins, or goes on with another thread.</summary>
    public void Start() => Task.Run(RunAsync);

    /// <summary>Wakes it up where it waits for events, to look at the plan. [any thread]</summary>
    public void Nudge() => _link.Chunks.Writer.TryWrite(new OrderedChunk());

    /// <summary>Goes on where a thread was whose call was given up. [the supervisor, which has won the watch]</summary>
    /// <param name="fault">How long it was waited for.</param>
    public void TakeOver(Fault fault)
    {
        var seat = Caller.Seat!;
        seat.Edition.Enter();
        _mover.Replace(seat, Caller.Room);
        _batch.Replace(seat, Caller.Room);
        _served.Report(seat.Edition, fault, null, Rows.Count, _batch.Count == 0 ? null : ExcerptOf(_batch.RowOf(0)));
        Start();
    }

    public void Dispose()
    {
        _delay?.Dispose();
        _mover.Dispose();
        _batch.Dispose();
        Rows.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            await RunToEndAsync().ConfigureAwait(false);
            _completion.SetResult();
        }
        catch (DeposedException deposed)
        {
            // Another thread is in charge; all that is left is to let go of the version.
            deposed.Edition.Leave();
        }
        catch (Exception exception)
        {
            _completion.SetException(exception);
        }
    }

    private async Task RunToEndAsync()
    {
        if (_rented is not null)
            Finish();
        var chunks = _link.Chunks.Reader;
        while (_chunk is not null || await chunks.WaitToReadAsync().ConfigureAwait(false))
        {
            while (_chunk is not null || chunks.TryRead(out _chunk))
            {
                while (!TryAddRest(_chunk))
                    Process(await _link.RentResultsAsync().ConfigureAwait(false));
                _link.Return(_chunk);
                (_chunk, _index) = (null, 0);
            }

            if (_batch.Count > 0 && !MayWait())
                Process(await _link.RentResultsAsync().ConfigureAwait(false));
            if (_batch.Count == 0)
                Settle();
        }

        if (_batch.Count > 0)
            Process(await _link.RentResultsAsync().ConfigureAwait(false));
    }

    /// <summary>Whether the batch may wait for more; then something wakes this worker when it may no longer.</summary>
    private bool MayWait()
    {
        if (_delay is null || _batch.IsFull)
            return false;

        // A timer counts in whole milliseconds: what is less is not waited for.
        var left = (_batch.EventOf(0).ArrivalTime + _mostDelay - UnixTime.Now(_time)) / (UnixTime.Second / 1000);
        return left > 0 && _delay.Change(TimeSpan.FromMilliseconds(left), Timeout.InfiniteTimeSpan);
    }

    private void Process(ResultBatch results)
    {
        (_rented, _started) = (results, UnixTime.Now(_time));
        Finish();
    }

    /// <summary>Puts a chunk's events in the batch, from where it was; false where it stopped at one that has to wait for the next batch.</summary>
    private bool TryAddRest(OrderedChunk chunk)
    {
        for (; _index < chunk.Count; _index++)
        {
            if (_batch.Count == 0)
                _mover.Refresh();
            if (!TryAdd(chunk.Events[_index], chunk.Ordinals[_index]))
                return false;
        }

        return true;
    }

    /// <summary>Puts an event in the batch; false where the batch is full or has one of its stream already.</summary>
    private bool TryAdd(in SensorEvent sensorEvent, long ordinal)
    {
        var row = Rows.Of(sensorEvent.Stream);
        if (_decider.Rows < Rows.Capacity)
        {
            _decider.Grow(Rows.Capacity);
            _mover.Grow();
        }

        if (!_batch.TryAdd(row, sensorEvent, ordinal))
            return false;

        _returner.Return(sensorEvent.Values);
        return true;
    }

    /// <summary>Runs what is in the batch and hands it over. There are as many places in the channel as there are results, so handing over never waits.</summary>
    private void Finish()
    {
        var results = _rented!;
        _batch.Run();
        for (; _batch.Decided < _batch.Count; _batch.Decided++)
            Decide(_batch.Decided, results);
        var computed = UnixTime.Now(_time);
        results.Times = (_free, _started, computed);
        _free = computed;
        _rented = null;
        _batch.Clear();
        _results.TryWrite(results);
        if (!_mover.IsSettled)
            Settle();
    }

    private void Decide(int index, ResultBatch results)
    {
        var row = _batch.RowOf(index);
        ref readonly var sensorEvent = ref _batch.EventOf(index);
        var probabilities = results.NextScores;
        var (label, isOnset) = (-1, false);
        while (_batch.StatusOf(index) == EventStatus.Scored
            && !_decider.Decide(row.Index, sensorEvent.EventTime, _batch.ElapsedOf(index), _batch.ScoresOf(index), probabilities, out label, out isOnset))
        {
            _batch.TakeBack(index);
        }

        var from = row.LastTime ?? sensorEvent.EventTime;
        switch (_batch.StatusOf(index))
        {
            case EventStatus.Scored:
                results.Add(_batch.OrdinalOf(index), new Classification(
                    sensorEvent.Stream, from, sensorEvent.EventTime, sensorEvent.ArrivalTime, sensorEvent.Sequence, _batch.EditionOf(index).Identity, label, isOnset, probabilities));
                break;
            case EventStatus.Unavailable:
                Array.Clear(probabilities);
                _decider.Forget(row.Index);
                results.Add(_batch.OrdinalOf(index), new Classification(
                    sensorEvent.Stream, from, sensorEvent.EventTime, sensorEvent.ArrivalTime, sensorEvent.Sequence, _mover.Plan.Identity, -1, false, probabilities)
                {
                    Unavailable = row.TakenOut ?? _mover.Plan.Unavailable ?? "",
                });
                break;
            default:
                results.AddDropped(_batch.OrdinalOf(index), _batch.ReasonOf(index));
                break;
        }

        if (row.Ring is not null)
            Remember(row, index, probabilities);
        row.LastTime = sensorEvent.EventTime;
    }

    /// <summary>Keeps an event for a version that comes later; not one that was dropped, so that no other version stumbles over it.</summary>
    private void Remember(StreamRow row, int index, float[] probabilities)
    {
        var most = -1;
        if (_batch.StatusOf(index) == EventStatus.Dropped)
            return;
        if (_batch.StatusOf(index) == EventStatus.Scored)
            most = System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(probabilities.AsSpan(probabilities.Length / 2));
        var confidence = most < 0 ? 0 : probabilities[(probabilities.Length / 2) + most];
        row.Ring!.Write(new InputEvent(_batch.EventOf(index).EventTime, _batch.ElapsedOf(index), most, confidence), _batch.ValuesOf(index));
    }

    /// <summary>Brings streams without events in line with the plan.</summary>
    private void Settle()
    {
        _mover.Refresh();
        if (_mover.IsSettled)
            return;

        _mover.Sweep(_report);
        if (_mover.IsSettled)
            Volatile.Write(ref _settled, _mover.Plan.Number);
    }

    private void Report(Edition edition, StreamRow row, Fault fault)
    {
        if (_served.Report(edition, fault, row.Stream, Rows.Count, ExcerptOf(row)) is { } takenOut)
            (row.TakenOut, row.HasState) = (takenOut, false);
    }

    /// <summary>The end of what a stream has heard, with the event that it is at.</summary>
    private InputExcerpt ExcerptOf(StreamRow row)
    {
        var now = _batch.ValuesOf(row);
        return InputExcerpt.Of(row.Stream, row.Ring, now.IsEmpty ? null : (_batch.EventOf(row.Place).EventTime, now.ToArray()), _served);
    }
}
