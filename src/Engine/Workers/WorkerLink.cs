using System.Threading.Channels;
using StreamHost.Engine.Ordering;

namespace StreamHost.Engine.Workers;

/// <summary>The channels between one worker and its neighbours, with the carriers that travel through them and come back empty.</summary>
internal sealed class WorkerLink
{
    private const int ChunksInFlight = 8;
    /// <summary>Results of one worker that may be on their way at once.</summary>
    public const int ResultsInFlight = 8;

    /// <summary>Besides those in the channel, one is being filled and one is being worked on.</summary>
    private const int MostChunks = ChunksInFlight + 2;

    private readonly Channel<OrderedChunk> _freeChunks = Bounded<OrderedChunk>(MostChunks);
    private readonly Channel<ResultBatch> _freeResults = Bounded<ResultBatch>(ResultsInFlight);

    public WorkerLink(int index, int maxBatch, int labels)
    {
        for (var i = 0; i < MostChunks; i++)
            _freeChunks.Writer.TryWrite(new OrderedChunk());
        for (var i = 0; i < ResultsInFlight; i++)
            _freeResults.Writer.TryWrite(new ResultBatch(index, maxBatch, labels));
    }

    /// <summary>From the ordering to the worker; empty ones come from whoever wakes it up.</summary>
    public Channel<OrderedChunk> Chunks { get; } = Bounded<OrderedChunk>(ChunksInFlight);

    /// <summary>An empty chunk; the worker may be about to give one back, so there can be none for a moment.</summary>
    public OrderedChunk RentChunk() => _freeChunks.Reader.TryRead(out var chunk) ? chunk : new OrderedChunk();

    public void Return(OrderedChunk chunk)
    {
        chunk.Clear();
        _freeChunks.Writer.TryWrite(chunk);
    }

    /// <summary>Waits while all of the worker's results are on their way to the sinks.</summary>
    public ValueTask<ResultBatch> RentResultsAsync() =>
        _freeResults.Reader.TryRead(out var results) ? ValueTask.FromResult(results) : _freeResults.Reader.ReadAsync();

    public void Return(ResultBatch results)
    {
        results.Clear();
        _freeResults.Writer.TryWrite(results);
    }

    private static Channel<T> Bounded<T>(int capacity) =>
        Channel.CreateBounded<T>(new BoundedChannelOptions(capacity) { SingleReader = true });
}
