using System.Threading.Channels;
using StreamHost.Core;
using StreamHost.Core.Signals;
using StreamHost.Engine.Accounts;
using StreamHost.Engine.Workers;

namespace StreamHost.Engine.Sinks;

/// <summary>
/// Puts the workers' results back into the order of the events and gives them to the sinks, so what is written does not
/// depend on which worker was faster.
/// </summary>
/// <param name="results">From the workers.</param>
/// <param name="workers">Where results go back to.</param>
/// <param name="sinks">Who gets them.</param>
/// <param name="hop">Of live sound, how long a hop is, in ns; else null.</param>
/// <param name="time">The clock.</param>
/// <param name="counters">Where to count.</param>
/// <param name="fail">Ends the run.</param>
internal sealed class SinkStage(
    ChannelReader<ResultBatch> results,
    IReadOnlyList<WorkerLink> workers,
    IReadOnlyList<IClassificationSink> sinks,
    long? hop,
    TimeProvider time,
    PipelineCounters counters,
    Action<StreamHostException> fail)
{
    private const int Capacity = 256;

    /// <summary>An array, because the enumerator of an interface is an object each time.</summary>
    private readonly IClassificationSink[] _sinks = [.. sinks];

    private readonly Queue<ResultBatch>[] _waiting = [.. workers.Select(_ => new Queue<ResultBatch>())];
    private readonly Classification[] _ready = new Classification[Capacity];
    private readonly ResultTimes[] _times = new ResultTimes[Capacity];
    private readonly ResultBatch[] _spent = new ResultBatch[Capacity];
    private int _readyCount;

    /// <summary>How many of them are no classifications but say why there is none.</summary>
    private int _unavailable;
    private int _spentCount;
    private long _next;
    private bool _hasFailed;

    public async Task RunAsync()
    {
        while (await results.WaitToReadAsync().ConfigureAwait(false))
        {
            while (results.TryRead(out var batch))
            {
                _waiting[batch.Worker].Enqueue(batch);
                TakeAllInOrder();
            }

            Deliver();
            Flush();
        }
    }

    private void TakeAllInOrder()
    {
        while (HasNext() is var worker and >= 0)
        {
            var batch = _waiting[worker].Peek();
            while (batch.Taken < batch.Count && batch.Ordinal(batch.Taken) == _next)
                Take(batch);
            if (batch.Taken == batch.Count)
            {
                _waiting[worker].Dequeue();
                Spend(batch);
            }
        }
    }

    /// <summary>The worker whose results hold the next ordinal, or -1.</summary>
    private int HasNext()
    {
        for (var worker = 0; worker < _waiting.Length; worker++)
        {
            if (_waiting[worker].TryPeek(out var batch) && batch.Ordinal(batch.Taken) == _next)
                return worker;
        }

        return -1;
    }

    private void Take(ResultBatch batch)
    {
        var index = batch.Taken++;
        _next++;
        if (batch.Dropped(index) is { } reason)
        {
            counters.CountDropped(reason, 1);
            return;
        }

        if (_readyCount == Capacity)
            Deliver();
        ref readonly var classification = ref batch[index];
        if (classification.Unavailable is not null)
            _unavailable++;
        _times[_readyCount] = Times(classification, batch);
        _ready[_readyCount++] = classification;
    }

    /// <summary>Live sound is late from when it was heard on; what comes from a store, or arrives as an event, from when it arrived.</summary>
    private ResultTimes Times(in Classification classification, ResultBatch batch)
    {
        var heard = hop is null ? classification.ArrivalTime : classification.To;
        var (free, started, computed) = batch.Times;
        return new ResultTimes(heard - (hop ?? 0), heard, classification.ArrivalTime, free, started, computed);
    }

    /// <summary>A batch's memory is lent to the sinks until what was taken from it is delivered.</summary>
    private void Spend(ResultBatch batch)
    {
        if (_spentCount == Capacity)
            Deliver();
        _spent[_spentCount++] = batch;
    }

    private void Deliver()
    {
        var ready = _ready.AsSpan(0, _readyCount);
        if (_readyCount > 0 && TryWrite(ready))
        {
            counters.Latency.Add(_times.AsSpan(0, _readyCount), UnixTime.Now(time));
            counters.CountClassified(_readyCount - _unavailable);
            counters.CountDropped(DropReason.Unavailable, _unavailable);
        }
        else if (_readyCount > 0)
        {
            counters.CountDropped(DropReason.SinkFailed, _readyCount);
        }

        (_readyCount, _unavailable) = (0, 0);
        for (var i = 0; i < _spentCount; i++)
            workers[_spent[i].Worker].Return(_spent[i]);
        _spentCount = 0;
    }

    private bool TryWrite(ReadOnlySpan<Classification> ready)
    {
        if (_hasFailed)
            return false;

        try
        {
            foreach (var sink in _sinks)
                sink.Write(ready);
            return true;
        }
        catch (Exception exception)
        {
            Fail(exception);
            return false;
        }
    }

    private void Flush()
    {
        if (_hasFailed)
            return;

        try
        {
            foreach (var sink in _sinks)
                sink.Flush();
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    private void Fail(Exception exception)
    {
        _hasFailed = true;
        fail(exception as StreamHostException ?? new WorkFailedException($"a sink failed: {exception.Message}", exception));
    }
}
