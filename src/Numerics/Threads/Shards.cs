namespace StreamHost.Numerics.Threads;

/// <summary>
/// Splits work into fixed shards and runs them on the machine's cores. What a shard does may depend on its number and
/// on nothing else, so the result never depends on how many threads there are. For training; the streaming path has
/// threads of its own.
/// </summary>
public static class Shards
{
    private static readonly Crew Workers = new();
    private static int _threads = Environment.ProcessorCount;

    /// <summary>How many threads may work at once, the caller's included; at least 1, by default the number of cores.</summary>
    public static int Threads
    {
        get => Volatile.Read(ref _threads);
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            Volatile.Write(ref _threads, value);
        }
    }

    /// <summary>
    /// Calls <paramref name="body"/> once for each shard 0 .. <paramref name="shards"/> - 1 and returns when all are done.
    /// Allocates nothing. The calling thread works along; where another call is already running (or this one comes from
    /// within a shard) it works alone.
    /// </summary>
    /// <param name="shards">How many, at least 0.</param>
    /// <param name="body">What to do; called from several threads at once.</param>
    /// <exception cref="Exception">What the first shard to fail threw, after all threads have stopped.</exception>
    public static void Run(int shards, Action<int> body)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(shards);
        ArgumentNullException.ThrowIfNull(body);
        var threads = Math.Min(Threads, shards);
        if (threads > 1 && Workers.TryRun(shards, threads, body))
        {
            return;
        }

        for (var shard = 0; shard < shards; shard++)
        {
            body(shard);
        }
    }
}
