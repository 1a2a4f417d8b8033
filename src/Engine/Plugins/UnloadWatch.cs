using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using StreamHost.Engine.Plugins.Retention;

namespace StreamHost.Engine.Plugins;

/// <summary>
/// Sees to it that a build which was to go is gone. Memory is collected in the background at first, so that no stream is held up; only a
/// build that is still there after a second is worth a pause.
/// </summary>
internal static class UnloadWatch
{
    /// <summary>The longest that a build may take to leave memory.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Waits until the build is gone, or says what holds it.</summary>
    /// <param name="description">The build.</param>
    /// <param name="context">Its load context.</param>
    /// <param name="time">The clock.</param>
    public static async Task<UnloadReport> RunAsync(PluginDescription description, WeakReference context, TimeProvider time)
    {
        var start = time.GetTimestamp();
        var waited = TimeSpan.Zero;
        while (context.IsAlive && waited < Limit)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: waited >= Patience);
            await Task.Delay(Pause, time).ConfigureAwait(false);
            waited = time.GetElapsedTime(start);
        }

        var holder = HolderOf(context);
        return new UnloadReport(description.Id, description.Version, IsGone: holder is null, waited.TotalSeconds, holder);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string? HolderOf(WeakReference context) => context.Target is AssemblyLoadContext held ? HolderSearch.Find(held) : null;
}
