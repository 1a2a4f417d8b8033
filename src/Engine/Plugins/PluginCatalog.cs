using System.Reflection;
using StreamHost.Core;
using StreamHost.Core.Plugins;

namespace StreamHost.Engine.Plugins;

/// <summary>
/// The plugins that folders hold: <c>&lt;folder&gt;/&lt;plugin&gt;/plugin.json</c>. Looking runs none of their code; one is
/// loaded when it is first asked for, into a collectible load context of its own. Used by one thread at a time.
/// </summary>
public sealed class PluginCatalog : IDisposable
{
    private readonly IReadOnlySet<string> _shared;
    private readonly SortedDictionary<string, PluginDescription> _found = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (IPlugin Plugin, PluginContext Context)> _loaded = new(StringComparer.Ordinal);

    /// <summary>Looks for plugins; where two folders hold the same id, the first one counts.</summary>
    /// <param name="folders">Where to look; one that is not there holds none.</param>
    /// <param name="shared">The simple names of the assemblies that plugins share with the host: the contract's.</param>
    /// <exception cref="InputException">A <c>plugin.json</c> is wrong.</exception>
    public PluginCatalog(IEnumerable<string> folders, IReadOnlySet<string> shared)
    {
        _shared = shared;
        foreach (var folder in folders.Where(Directory.Exists))
        {
            foreach (var plugin in Directory.EnumerateDirectories(folder).Where(HoldsPlugin).Order(StringComparer.Ordinal))
            {
                var description = PluginDescription.Read(Path.GetFullPath(plugin));
                _found.TryAdd(description.Id, description);
            }
        }
    }

    /// <summary>What was found, by id.</summary>
    public IReadOnlyCollection<PluginDescription> Found => _found.Values;

    /// <summary>The plugin of that id, loaded.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="where">Who asks for it, for the message: a file and a key.</param>
    /// <exception cref="InputException">There is none, or it can't be loaded.</exception>
    public IPlugin Get(string id, string where)
    {
        if (_loaded.TryGetValue(id, out var loaded))
            return loaded.Plugin;

        if (!_found.TryGetValue(id, out var description))
        {
            var known = _found.Count == 0 ? "none was found" : $"there are {string.Join(", ", _found.Keys)}";
            throw new InputException(where, $"no plugin \"{id}\"", $"{known}; put its folder into one that is searched");
        }

        loaded = Load(description);
        _loaded.Add(id, loaded);
        return loaded.Plugin;
    }

    /// <summary>Begins to unload all that was loaded. What still runs plugin code keeps its context alive.</summary>
    public void Dispose()
    {
        foreach (var (_, context) in _loaded.Values)
            context.Unload();
        _loaded.Clear();
    }

    private static bool HoldsPlugin(string folder) => File.Exists(Path.Combine(folder, "plugin.json"));

    private (IPlugin Plugin, PluginContext Context) Load(PluginDescription description)
    {
        var path = Path.Combine(description.Folder, description.Assembly);
        PluginContext? context = null;
        try
        {
            context = new PluginContext(description.Id, path, _shared);
            var plugin = Create(context.LoadPlugin(), path);
            return plugin.Id == description.Id
                ? (plugin, context)
                : throw new InputException(path, $"it calls itself \"{plugin.Id}\"", $"plugin.json says \"{description.Id}\": make them agree");
        }
        catch (Exception exception)
        {
            context?.Unload();
            throw exception as InputException ?? new InputException(path, $"it can't be loaded: {Reason(exception)}", "build it against this host's contract", exception);
        }
    }

    private static IPlugin Create(Assembly assembly, string path)
    {
        var types = assembly.GetExportedTypes().Where(type => typeof(IPlugin).IsAssignableFrom(type) && type is { IsClass: true, IsAbstract: false }).ToList();
        if (types.Count != 1)
            throw new InputException(path, $"{types.Count} public classes implement IPlugin", "a plugin has one");

        return (IPlugin)Activator.CreateInstance(types[0])!;
    }

    /// <summary>The first line of the message: the resolver of dependencies says more than one.</summary>
    private static string Reason(Exception exception)
    {
        var message = exception is TargetInvocationException { InnerException: { } inner } ? inner.Message : exception.Message;
        return message.Split('\n', 2)[0].TrimEnd();
    }
}
