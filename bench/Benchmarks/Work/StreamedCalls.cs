using System.Diagnostics;
using StreamHost.Core.Models;
using StreamHost.Engine.Workers;
using StreamHost.Numerics.Threads;

namespace StreamHost.Benchmarks.Work;

/// <summary>
/// One event each of a number of streams, which are divided over threads as over the engine's workers: each has a batch of its own and does not
/// wait for the others, so they meet only once in some milliseconds.
/// </summary>
internal sealed class StreamedCalls : IWork
{
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(5);

    private readonly IEventModel _model;
    private readonly MadeUpBatch[] _batches;
    private readonly Action<int> _share;

    /// <param name="model">The model, disposed of with this.</param>
    /// <param name="name">By which a peer knows it, without the number of streams.</param>
    /// <param name="streams">How many, at least 1.</param>
    /// <param name="threads">How many at most, at least 1.</param>
    /// <param name="together">Calls that are timed together, at least: more than 1 where some have more to do than others.</param>
    public StreamedCalls(IEventModel model, string name, int streams, int threads, int together)
    {
        _model = model;
        Name = $"{name}-{streams}";
        threads = Math.Min(threads, streams);
        _batches = [.. Enumerable.Range(0, threads).Select(thread => new MadeUpBatch(model, (streams * (thread + 1) / threads) - (streams * thread / threads)))];
        UnitsPerRun = Math.Max(together, threads == 1 ? 1 : (int)(Apart / TimeOfCall()) + 1);
        _share = thread =>
        {
            for (var call = 0; call < UnitsPerRun; call++)
                _batches[thread].Process();
        };
    }

    public string Name { get; }

    public string Unit => "call";

    public int UnitsPerRun { get; }

    /// <exception cref="InvalidOperationException">What the model computes with has failed: its time would be another's.</exception>
    public void Run()
    {
        Shards.Run(_batches.Length, _share);
        if (_model.Degraded is { } failure)
            throw new InvalidOperationException(failure);
    }

    public void Dispose()
    {
        Array.ForEach(_batches, batch => batch.Dispose());
        _model.Dispose();
    }

    private TimeSpan TimeOfCall()
    {
        _batches[0].Process();
        var start = Stopwatch.GetTimestamp();
        _batches[0].Process();
        return Stopwatch.GetElapsedTime(start);
    }
}
