using StreamHost.Core;
using StreamHost.Core.Plugins;

namespace StreamHost.Engine.Plugins;

/// <summary>
/// The plugins that folders hold: <c>&lt;folder&gt;/&lt;plugin&gt;/plugin.json</c>, or a folder that is a plugin itself; hidden folders are
/// passed over. Looking runs none of their code. A build is loaded when it is first asked for, into a collectible load context of its own,
/// and leaves memory when a newer one took its place and the last lease has ended. Any thread; one at a time loads.
/// </summary>
public sealed class PluginCatalog : IDisposable
{
    private readonly Lock _lock = new();
    private readonly IReadOnlyList<string> _folders;
    private readonly IReadOnlySet<string> _shared;
    private readonly Action<UnloadReport>? _unloaded;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, PluginBuild> _loaded = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LoadedPlugin> _kept = new(StringComparer.Ordinal);
    private Dictionary<string, PluginPlace> _folderPlaces = [];
    private SortedDictionary<string, PluginPlace> _places = new(StringComparer.Ordinal);
    private bool _isDisposed;

    /// <summary>Looks for plugins; where two folders hold the same id, the first one counts.</summary>
    /// <param name="folders">Where to look; one that is not there, or may not be read, holds none.</param>
    /// <param name="shared">The simple names of the assemblies that plugins share with the host: the contract's.</param>
    /// <param name="unloaded">Is told of every build that was to go, within about 5 s, on a thread of the pool; must not throw. Null: nobody watches.</param>
    /// <param name="time">The clock of that watch; null for the system's.</param>
    public PluginCatalog(IEnumerable<string> folders, IReadOnlySet<string> shared, Action<UnloadReport>? unloaded = null, TimeProvider? time = null)
    {
        _folders = [.. folders];
        _shared = shared;
        _unloaded = unloaded;
        _time = time ?? TimeProvider.System;
        Refresh();
    }

    /// <summary>What was found at the last look and can be loaded, by id.</summary>
    public IReadOnlyList<PluginDescription> Found => [.. Places.Select(place => place.Description).OfType<PluginDescription>()];

    /// <summary>What was found at the last look and can't be loaded, by name.</summary>
    public IReadOnlyList<RefusedPlugin> Refused =>
        [.. Places.Where(place => place.Refusal is not null).Select(place => new RefusedPlugin(place.Name, place.Refusal!))];

    private PluginPlace[] Places
    {
        get
        {
            lock (_lock)
                return [.. _places.Values];
        }
    }

    /// <summary>
    /// Looks again: whatever <c>plugin.json</c> differs is another build, which <see cref="Acquire"/> gives from now on. Cheap where nothing
    /// changed: it reads no more than each <c>plugin.json</c>.
    /// </summary>
    /// <returns>The ids (or folders' names) of which another build, a refusal or nothing lies there now, in order.</returns>
    public IReadOnlyList<string> Refresh()
    {
        lock (_lock)
        {
            var before = _places;
            _folderPlaces = _folders.SelectMany(PluginsIn).Distinct(StringComparer.Ordinal).ToDictionary(folder => folder, Look, StringComparer.Ordinal);
            _places = new(StringComparer.Ordinal);
            foreach (var place in _folderPlaces.Values)
                _places.TryAdd(place.Name, place);
            return [.. before.Keys.Union(_places.Keys).Where(HasChanged).Order(StringComparer.Ordinal)];

            bool HasChanged(string name) => !(before.TryGetValue(name, out var last) && _places.TryGetValue(name, out var now) && now.IsAs(last));
        }
    }

    /// <summary>The plugin of that id, loaded: for those who load once. It stays until the catalog is disposed, whatever the folders hold meanwhile.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="where">Who asks for it, for the message: a file and a key.</param>
    /// <exception cref="InputException">There is none, or it can't be loaded.</exception>
    public IPlugin Get(string id, string where)
    {
        lock (_lock)
        {
            if (!_kept.TryGetValue(id, out var lease))
                _kept.Add(id, lease = Acquire(id, where));
            return lease.Plugin;
        }
    }

    /// <summary>
    /// A lease of the newest build that the last look found, loaded if it is not yet. Leases of an older build go on; when the last of them
    /// ends, that build is unloaded.
    /// </summary>
    /// <param name="id">The plugin's id.</param>
    /// <param name="where">Who asks for it, for the message: a file and a key.</param>
    /// <exception cref="InputException">There is none, or it can't be loaded; what is loaded stays as it is.</exception>
    public LoadedPlugin Acquire(string id, string where)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            var place = Find(id, where);
            if (!_loaded.TryGetValue(id, out var build) || !build.Place.IsAs(place))
                build = Replace(build, PluginBuild.Load(place, _shared));
            build.Leases++;
            return new LoadedPlugin(this, build);
        }
    }

    /// <summary>Begins to unload all that was loaded; a build that is still leased goes when its last lease ends.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            foreach (var build in _loaded.Values)
                End(build);
            foreach (var lease in _kept.Values)
                lease.Dispose();
            _loaded.Clear();
            _kept.Clear();
        }
    }

    /// <summary>Ends a lease.</summary>
    internal void Release(PluginBuild build)
    {
        lock (_lock)
        {
            build.Leases--;
            UnloadUnused(build);
        }
    }

    private static IEnumerable<string> PluginsIn(string folder)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        return PluginFiles.IsPlugin(full) ? [full] : VisibleFolders(full).Where(PluginFiles.IsPlugin).Order(StringComparer.Ordinal);
    }

    /// <summary>A hidden folder may be one that is still being written; a folder that is not there holds none.</summary>
    private static IEnumerable<string> VisibleFolders(string folder)
    {
        try
        {
            return Directory.GetDirectories(folder).Where(path => !Path.GetFileName(path).StartsWith('.'));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private PluginPlace Look(string folder) =>
        _folderPlaces.TryGetValue(folder, out var last) ? last.LookAgain(_shared) : PluginPlace.Look(folder, _shared);

    private PluginPlace Find(string id, string where)
    {
        if (_places.TryGetValue(id, out var place))
            return place.Refusal is null ? place : throw place.Refusal;

        var known = _places.Count == 0 ? "none was found" : $"there are {string.Join(", ", _places.Keys)}";
        throw new InputException(where, $"no plugin \"{id}\"", $"{known}; put its folder into one that is searched");
    }

    private PluginBuild Replace(PluginBuild? old, PluginBuild fresh)
    {
        _loaded[fresh.Place.Name] = fresh;
        if (old is not null)
            End(old);
        return fresh;
    }

    private void End(PluginBuild build)
    {
        build.IsReplaced = true;
        UnloadUnused(build);
    }

    private void UnloadUnused(PluginBuild build)
    {
        if (!build.IsReplaced || build.Leases > 0)
            return;

        var context = build.Unload();
        if (_unloaded is { } told)
            _ = Task.Run(async () => told(await UnloadWatch.RunAsync(build.Description, context, _time).ConfigureAwait(false)));
    }
}
