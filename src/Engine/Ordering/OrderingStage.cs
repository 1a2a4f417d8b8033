using System.Threading.Channels;
using StreamHost.Core.Signals;
using StreamHost.Engine.Accounts;
using StreamHost.Engine.Memory;
using StreamHost.Engine.Workers;

namespace StreamHost.Engine.Ordering;

/// <summary>
/// Puts events in order, numbers them, and hands each to the worker that owns its stream. An event older than one of its
/// stream that has already gone on is late: counted and dropped.
/// </summary>
internal sealed class OrderingStage(
    ChannelReader<SensorEvent> intake,
    IReadOnlyList<WorkerLink> workers,
    OrderingOptions options,
    bool isLive,
    TimeProvider time,
    PipelineCounters counters,
    BufferPool pool)
{
    private readonly ReorderBuffer? _reorder =
        options.Lateness > 0 ? new ReorderBuffer((long)(options.Lateness * UnixTime.Second)) : null;

    private readonly BufferPool.Returner _returner = new(pool);
    private readonly OrderedChunk?[] _open = new OrderedChunk?[workers.Count];
    private long[] _newest = [];
    private long _ordinal;

    public async Task RunAsync()
    {
        while (await WaitAsync().ConfigureAwait(false))
        {
            while (intake.TryRead(out var sensorEvent))
                await TakeAsync(sensorEvent).ConfigureAwait(false);
            await HandOverAsync().ConfigureAwait(false);
        }

        _reorder?.Release();
        await DrainReorderAsync().ConfigureAwait(false);
        await HandOverAsync().ConfigureAwait(false);
        foreach (var worker in workers)
            worker.Chunks.Writer.Complete();
    }

    /// <summary>Waits for events; a live stream that pauses for longer than the lateness lets out what is held.</summary>
    private async ValueTask<bool> WaitAsync()
    {
        var events = intake.WaitToReadAsync();
        if (events.IsCompleted || !isLive || _reorder is not { Count: > 0 })
            return await events.ConfigureAwait(false);

        var arrived = events.AsTask();
        var pause = Task.Delay(TimeSpan.FromSeconds(options.Lateness), time);
        if (await Task.WhenAny(arrived, pause).ConfigureAwait(false) == pause)
        {
            _reorder.Release();
            await DrainReorderAsync().ConfigureAwait(false);
            _reorder.Resume();
            await HandOverAsync().ConfigureAwait(false);
        }

        return await arrived.ConfigureAwait(false);
    }

    private ValueTask TakeAsync(in SensorEvent sensorEvent)
    {
        if (_reorder is null)
            return SendAsync(sensorEvent);

        _reorder.Add(sensorEvent);
        return DrainReorderAsync();
    }

    private async ValueTask DrainReorderAsync()
    {
        while (_reorder is not null && _reorder.TryTake(out var sensorEvent))
            await SendAsync(sensorEvent).ConfigureAwait(false);
    }

    private ValueTask SendAsync(in SensorEvent sensorEvent)
    {
        if (IsLate(sensorEvent))
        {
            _returner.Return(sensorEvent.Values);
            counters.CountDropped(DropReason.Late, 1);
            return ValueTask.CompletedTask;
        }

        var worker = (int)(sensorEvent.Stream.Hash % (ulong)workers.Count);
        var chunk = _open[worker] ??= workers[worker].RentChunk();
        chunk.Add(sensorEvent, _ordinal++);
        return chunk.IsFull ? HandOverAsync() : ValueTask.CompletedTask;
    }

    private bool IsLate(in SensorEvent sensorEvent)
    {
        var index = sensorEvent.Stream.Index;
        if (index >= _newest.Length)
        {
            var known = _newest.Length;
            Array.Resize(ref _newest, Math.Max(64, 2 * (index + 1)));
            _newest.AsSpan(known).Fill(long.MinValue);
        }

        if (sensorEvent.EventTime < _newest[index])
            return true;

        _newest[index] = sensorEvent.EventTime;
        return false;
    }

    /// <summary>
    /// Hands over every open chunk, the one with the oldest event first: then all events before the one that is waited
    /// for are with their workers, so waiting for a busy worker can't hold up the one that it waits for.
    /// </summary>
    private async ValueTask HandOverAsync()
    {
        while (Oldest() is var worker and >= 0)
        {
            var chunk = _open[worker]!;
            _open[worker] = null;
            var writer = workers[worker].Chunks.Writer;
            if (!writer.TryWrite(chunk))
                await writer.WriteAsync(chunk).ConfigureAwait(false);
        }
    }

    private int Oldest()
    {
        var oldest = -1;
        for (var i = 0; i < _open.Length; i++)
        {
            if (_open[i] is { } chunk && (oldest < 0 || chunk.Ordinals[0] < _open[oldest]!.Ordinals[0]))
                oldest = i;
        }

        return oldest;
    }
}
