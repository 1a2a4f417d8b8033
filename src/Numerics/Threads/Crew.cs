using System.Runtime.ExceptionServices;

namespace StreamHost.Numerics.Threads;

/// <summary>The background threads that help the caller of <see cref="Shards.Run"/>; started when first needed, idle ones sleep.</summary>
internal sealed class Crew
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _start = new(0);
    private readonly SemaphoreSlim _done = new(0);
    private int _helpers;
    private Action<int>? _body;
    private int _shards;
    private int _next;
    private Exception? _failure;

    /// <summary>Runs all shards on <paramref name="threads"/> threads; false, and nothing done, where the crew is at work already.</summary>
    public bool TryRun(int shards, int threads, Action<int> body)
    {
        if (_body is not null || !_gate.TryEnter())
        {
            return false;
        }

        try
        {
            RunHeld(shards, threads - 1, body);
        }
        finally
        {
            _gate.Exit();
        }

        return true;
    }

    private void RunHeld(int shards, int helpers, Action<int> body)
    {
        EnsureHelpers(helpers);
        (_body, _shards, _next, _failure) = (body, shards, 0, null);
        _start.Release(helpers);
        Work();
        for (var i = 0; i < helpers; i++)
        {
            _done.Wait();
        }

        var failure = _failure;
        (_body, _failure) = (null, null);
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private void EnsureHelpers(int count)
    {
        for (; _helpers < count; _helpers++)
        {
            new Thread(Help) { IsBackground = true, Name = $"shards {_helpers + 1}" }.Start();
        }
    }

    private void Help()
    {
        while (true)
        {
            _start.Wait();
            Work();
            _done.Release();
        }
    }

    private void Work()
    {
        var body = _body!;
        while (true)
        {
            var shard = Interlocked.Increment(ref _next) - 1;
            if (shard >= _shards)
            {
                return;
            }

            try
            {
                body(shard);
            }
            catch (Exception failure)
            {
                Interlocked.CompareExchange(ref _failure, failure, null);
                Volatile.Write(ref _next, _shards);
            }
        }
    }
}
