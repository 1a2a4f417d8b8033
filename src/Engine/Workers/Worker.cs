using System.Threading.Channels;
using StreamHost.Core;
using StreamHost.Core.Models;
using StreamHost.Core.Signals;
using StreamHost.Engine.Accounts;
using StreamHost.Engine.Decision;
using StreamHost.Engine.Memory;
using StreamHost.Engine.Ordering;

namespace StreamHost.Engine.Workers;

/// <summary>
/// Owns the states of its streams and runs the model on batches of them: one event a stream in a batch, in order. Only
/// its own thread touches what it owns.
/// </summary>
internal sealed class Worker : IDisposable
{
    private readonly IEventModel _model;
    private readonly WorkerLink _link;
    private readonly ChannelWriter<ResultBatch> _results;
    private readonly TimeProvider _time;
    private readonly Action<StreamHostException> _fail;
    private readonly StreamStates _states;
    private readonly Decider _decider;
    private readonly BufferPool.Returner _returner;
    private readonly int _maxBatch;
    private readonly int _features;
    private readonly int _labels;
    private readonly AlignedFloats _values;
    private readonly AlignedFloats _scores;
    private readonly AlignedFloats _scratch;
    private readonly SensorEvent[] _events;
    private readonly long[] _ordinals;
    private readonly double[] _elapsed;
    private readonly int[] _rows;
    private int[] _batchOfRow = [];
    private int _batch = 1;
    private int _count;
    private long _free;
    private bool _hasFailed;

    public Worker(
        IEventModel model, WorkerLink link, ChannelWriter<ResultBatch> results, BufferPool pool, DecisionOptions decision, int maxBatch, TimeProvider time, Action<StreamHostException> fail)
    {
        _model = model;
        _link = link;
        _results = results;
        _time = time;
        _fail = fail;
        _maxBatch = maxBatch;
        _features = model.Features.Count;
        _labels = model.Identity.Labels.Count;
        _states = new StreamStates(model);
        _decider = new Decider(decision, _labels);
        _returner = new BufferPool.Returner(pool);
        _values = new AlignedFloats(maxBatch * _features);
        _scores = new AlignedFloats(maxBatch * _labels);
        _scratch = new AlignedFloats(model.ScratchLength(maxBatch));
        _events = new SensorEvent[maxBatch];
        _ordinals = new long[maxBatch];
        _elapsed = new double[maxBatch];
        _rows = new int[maxBatch];
        GrowRows();
    }

    public async Task RunAsync()
    {
        var chunks = _link.Chunks.Reader;
        while (await chunks.WaitToReadAsync().ConfigureAwait(false))
        {
            while (chunks.TryRead(out var chunk))
            {
                for (var i = 0; !TryAdd(chunk, ref i);)
                    Process(await _link.RentResultsAsync().ConfigureAwait(false));
                _link.Return(chunk);
            }

            if (_count > 0)
                Process(await _link.RentResultsAsync().ConfigureAwait(false));
        }
    }

    public void Dispose()
    {
        _states.Dispose();
        _values.Dispose();
        _scores.Dispose();
        _scratch.Dispose();
    }

    /// <summary>Puts a chunk's events in the batch, from one on; false where it stopped at one that has to wait for the next batch.</summary>
    private bool TryAdd(OrderedChunk chunk, ref int index)
    {
        for (; index < chunk.Count; index++)
        {
            if (!TryAdd(chunk.Events[index], chunk.Ordinals[index]))
                return false;
        }

        return true;
    }

    /// <summary>Puts an event in the batch; false where the batch is full or has one of its stream already.</summary>
    private bool TryAdd(in SensorEvent sensorEvent, long ordinal)
    {
        if (_count == _maxBatch || (!_hasFailed && !TryPrepare(sensorEvent)))
            return false;

        _returner.Return(sensorEvent.Values);
        _ordinals[_count] = ordinal;
        _events[_count++] = sensorEvent;
        return true;
    }

    /// <summary>Fills the model's inputs; false where the batch has an event of the stream already.</summary>
    private bool TryPrepare(in SensorEvent sensorEvent)
    {
        if (!TryFindRow(sensorEvent.Stream, out var row, out var isNew))
            return true;

        if (row >= _batchOfRow.Length)
            GrowRows();
        if (_batchOfRow[row] == _batch)
            return false;

        _batchOfRow[row] = _batch;
        _rows[_count] = row;
        _elapsed[_count] = isNew ? double.NaN : (sensorEvent.EventTime - _states.LastTime(row)) / (double)UnixTime.Second;
        sensorEvent.Values.AsSpan(0, _features).CopyTo(_values.Span[(_count * _features)..]);
        return true;
    }

    /// <summary>False where the model could not make the state of a new stream; then the run is failing.</summary>
    private bool TryFindRow(StreamId stream, out int row, out bool isNew)
    {
        try
        {
            row = _states.RowOf(stream, out isNew);
            return true;
        }
        catch (Exception exception)
        {
            (row, isNew) = (-1, false);
            Fail(stream, others: 0, exception);
            return false;
        }
    }

    private void GrowRows()
    {
        Array.Resize(ref _batchOfRow, _states.Capacity);
        _decider.Grow(_states.Capacity);
    }

    /// <summary>Processes the batch. There are as many places in the channel as there are results, so handing over never waits.</summary>
    private void Process(ResultBatch results)
    {
        var started = UnixTime.Now(_time);
        if (TryRunModel())
            Decide(results);
        else
            DropAll(results);
        var computed = UnixTime.Now(_time);
        results.Times = (_free, started, computed);
        _free = computed;
        _results.TryWrite(results);
        _count = 0;
        _batch++;
    }

    private bool TryRunModel()
    {
        if (_hasFailed)
            return false;

        try
        {
            _model.Process(new EventBatch
            {
                Count = _count,
                Values = _values.Span[..(_count * _features)],
                Elapsed = _elapsed.AsSpan(0, _count),
                States = _states.Floats,
                Rows = _rows.AsSpan(0, _count),
                Scores = _scores.Span[..(_count * _labels)],
                Scratch = _scratch.Span,
            });
            return true;
        }
        catch (Exception exception)
        {
            Fail(_events[0].Stream, _count - 1, exception);
            return false;
        }
    }

    private void Fail(StreamId stream, int others, Exception exception)
    {
        _hasFailed = true;
        _fail(new WorkFailedException(
            $"model {_model.Identity.Name}/{_model.Identity.Version} failed on stream {stream.Name}"
            + $"{(others > 0 ? $" or one of {others} others" : "")}: {exception.Message}",
            exception));
    }

    private void Decide(ResultBatch results)
    {
        for (var i = 0; i < _count; i++)
        {
            ref readonly var sensorEvent = ref _events[i];
            var row = _rows[i];
            var probabilities = results.NextScores;
            if (!_decider.Decide(
                row, sensorEvent.EventTime, _elapsed[i], _scores.Span.Slice(i * _labels, _labels), probabilities, out var label, out var isOnset))
            {
                results.AddDropped(_ordinals[i], DropReason.InvalidScores);
            }
            else
            {
                var from = double.IsNaN(_elapsed[i]) ? sensorEvent.EventTime : _states.LastTime(row);
                results.Add(_ordinals[i], new Classification(
                    sensorEvent.Stream, from, sensorEvent.EventTime, sensorEvent.ArrivalTime, sensorEvent.Sequence, _model.Identity, label, isOnset, probabilities));
            }

            _states.Advance(row, sensorEvent.EventTime);
        }
    }

    private void DropAll(ResultBatch results)
    {
        for (var i = 0; i < _count; i++)
            results.AddDropped(_ordinals[i], DropReason.ModelFailed);
    }
}
