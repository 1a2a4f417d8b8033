using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using StreamHost.Engine.Plugins.Retention;

namespace StreamHost.Engine.Plugins;

/// <summary>
/// Sees to it that a build which was to go is gone. Memory is collected in the background, ever less often, so that no stream is held up;
/// only a build that is still there after half of its time is worth a pause.
/// </summary>
internal static class UnloadWatch
{
    /// <summary>The longest that a build may take to leave memory.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(320);

    /// <summary>Waits until the build is gone, or says what holds it.</summary>
    /// <param name="description">The build.</param>
    /// <param name="context">Its load context.</param>
    /// <param name="time">The clock.</param>
    public static async Task<UnloadReport> RunAsync(PluginDescription description, WeakReference context, TimeProvider time)
    {
        var start = time.GetTimestamp();
        var (waited, pause) = (TimeSpan.Zero, FirstPause);
        while (context.IsAlive && waited < Limit)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: waited >= Limit / 2);
            await Task.Delay(pause, time).ConfigureAwait(false);
            waited = time.GetElapsedTime(start);
            pause = pause < LongestPause ? 2 * pause : pause;
        }

        var holder = HolderOf(context);
        return new UnloadReport(description.Id, description.Version, IsGone: holder is null, waited.TotalSeconds, holder);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string? HolderOf(WeakReference context) => context.Target is AssemblyLoadContext held ? HolderSearch.Find(held) : null;
}
