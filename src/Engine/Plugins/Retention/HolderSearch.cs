using System.Runtime.Loader;

namespace StreamHost.Engine.Plugins.Retention;

/// <summary>
/// Finds what keeps a plugin in memory: follows references, the nearest first, from the places that outlive a plugin to the first object
/// that is the plugin's. The host runs on meanwhile, so what it sees may be a moment old.
/// </summary>
internal static class HolderSearch
{
    /// <summary>The most objects that are looked at: a host may hold any number.</summary>
    private const int Limit = 1_000_000;

    private const string Unknown =
        "no event, timer or cache that the host knows holds it; look for a thread that still runs its code, a thread-static value or a GC handle";

    /// <summary>What holds the plugin, in words.</summary>
    /// <param name="context">The load context that should be gone.</param>
    public static string Find(AssemblyLoadContext context)
    {
        var code = new PluginCode(context);
        var graph = new ObjectGraph();
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var ahead = new Queue<HolderRoot>(HolderRoots.All());
        while (ahead.TryDequeue(out var next) && seen.Count < Limit)
        {
            if (!seen.Add(next.Value))
                continue;
            if (code.Describe(next.Value) is { } held)
                return $"{next.Words} holds {held}";

            foreach (var (value, name) in graph.ReferencesOf(next.Value))
                ahead.Enqueue(new HolderRoot(name ?? next.Words, value));
        }

        return Unknown;
    }
}
