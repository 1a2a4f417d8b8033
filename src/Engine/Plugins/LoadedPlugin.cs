using StreamHost.Core.Plugins;

namespace StreamHost.Engine.Plugins;

/// <summary>
/// A lease of one loaded build of a plugin: what is disposed when nothing made by the plugin is used any more. The build stays in memory
/// until a newer one took its place and the last lease has ended. Any thread.
/// </summary>
public sealed class LoadedPlugin : IDisposable
{
    private readonly PluginCatalog _catalog;
    private PluginBuild? _build;

    internal LoadedPlugin(PluginCatalog catalog, PluginBuild build)
    {
        _catalog = catalog;
        _build = build;
        Description = build.Description;
    }

    /// <summary>What its <c>plugin.json</c> said when it was loaded.</summary>
    public PluginDescription Description { get; }

    /// <summary>The plugin. Who keeps it, or anything it made, beyond the lease keeps its code in memory.</summary>
    /// <exception cref="ObjectDisposedException">The lease has ended.</exception>
    public IPlugin Plugin => (_build ?? throw new ObjectDisposedException($"plugin {Description.Id}")).Plugin;

    /// <summary>Ends the lease; once is enough.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _build, null) is { } build)
            _catalog.Release(build);
    }
}
