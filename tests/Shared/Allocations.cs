namespace StreamHost;

/// <summary>What code allocates on the thread that runs it.</summary>
internal static class Allocations
{
    private const int MostRuns = 8;

    /// <inheritdoc cref="Of(Func{Action})" />
    /// <param name="run">What is measured; it can run again.</param>
    public static long Of(Action run) => Of(() => run);

    /// <summary>
    /// The bytes that a run allocates: the least of up to eight runs. A collection that another thread brings about in the middle of a run
    /// counts what was left of this thread's allocation context, up to 8 KiB; what truly allocates does so in every run.
    /// </summary>
    /// <param name="prepare">Makes what is measured ready for a run, and is not measured.</param>
    public static long Of(Func<Action> prepare)
    {
        var least = long.MaxValue;
        for (var i = 0; i < MostRuns && least > 0; i++)
        {
            var run = prepare();
            var before = GC.GetAllocatedBytesForCurrentThread();
            run();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
