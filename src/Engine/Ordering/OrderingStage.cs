using System.Diagnostics.CodeAnalysis;
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
        bool isOpen;
        do
        {
            isOpen = await WaitAsync().ConfigureAwait(false);
            if (!isOpen)
                _reorder?.Release();
            bool hasMore;
            do
            {
                hasMore = FillChunks();
                while (TakeOldest(out var worker, out var chunk))
                {
                    var writer = worker.Chunks.Writer;
                    if (!writer.TryWrite(chunk))
                        await writer.WriteAsync(chunk).ConfigureAwait(false);
                }
            }
            while (hasMore);
            _reorder?.Resume();
        }
        while (isOpen);
        foreach (var worker in workers)
            worker.Chunks.Writer.Complete();
    }

    /// <summary>Waits for events. A live stream that pauses for longer than the lateness lets out what is held.</summary>
    private ValueTask<bool> WaitAsync() =>
        isLive && _reorder is { Count: > 0 } ? WaitOrReleaseAsync(_reorder) : intake.WaitToReadAsync();

    private async ValueTask<bool> WaitOrReleaseAsync(ReorderBuffer reorder)
    {
        using var pause = new CancellationTokenSource(TimeSpan.FromSeconds(options.Lateness), time);
        try
        {
            return await intake.WaitToReadAsync(pause.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            reorder.Release();
            return true;
        }
    }

    /// <summary>Puts events that are ready into their workers' chunks; true where it stopped at a full one, false where none is ready.</summary>
    private bool FillChunks()
    {
        while (TryNext(out var sensorEvent))
        {
            if (IsLate(sensorEvent))
            {
                _returner.Return(sensorEvent.Values);
                counters.CountDropped(DropReason.Late, 1);
            }
            else if (Put(sensorEvent))
            {
                return true;
            }
        }

        return false;
    }

    private bool TryNext(out SensorEvent sensorEvent)
    {
        if (_reorder is null)
            return intake.TryRead(out sensorEvent);

        while (!_reorder.TryTake(out sensorEvent))
        {
            if (!intake.TryRead(out var arrived))
                return false;
            _reorder.Add(arrived);
        }

        return true;
    }

    /// <summary>True where its chunk is full now.</summary>
    private bool Put(in SensorEvent sensorEvent)
    {
        var worker = (int)(sensorEvent.Stream.Hash % (ulong)workers.Count);
        var chunk = _open[worker] ??= workers[worker].RentChunk();
        chunk.Add(sensorEvent, _ordinal++);
        return chunk.IsFull;
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
    /// Takes the open chunk with the oldest event. Handed over in this order, all events before the one that is waited for
    /// are with their workers, so waiting for a busy worker can't hold up the one that it waits for.
    /// </summary>
    private bool TakeOldest([MaybeNullWhen(false)] out WorkerLink worker, [MaybeNullWhen(false)] out OrderedChunk chunk)
    {
        var oldest = -1;
        for (var i = 0; i < _open.Length; i++)
        {
            if (_open[i] is { } open && (oldest < 0 || open.Ordinals[0] < _open[oldest]!.Ordinals[0]))
                oldest = i;
        }

        (worker, chunk) = oldest < 0 ? (null, null) : (workers[oldest], _open[oldest]);
        if (oldest >= 0)
            _open[oldest] = null;
        return chunk is not null;
    }
}
