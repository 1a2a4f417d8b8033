using System.Reflection;
using System.Runtime.CompilerServices;
using StreamHost.Core;
using StreamHost.Core.Plugins;

namespace StreamHost.Engine.Plugins;

/// <summary>
/// One build of a plugin, loaded; all who lease it share it. Its methods are apart from their callers, whose frames would keep its code
/// in memory.
/// </summary>
internal sealed class PluginBuild
{
    private PluginContext? _context;
    private IPlugin? _plugin;

    private PluginBuild(PluginPlace place, PluginDescription description, PluginContext context, IPlugin plugin)
    {
        Place = place;
        Description = description;
        _context = context;
        _plugin = plugin;
    }

    /// <summary>What its <c>plugin.json</c> said when it was loaded.</summary>
    public PluginDescription Description { get; }

    /// <summary>Where it was found, as it was seen then.</summary>
    public PluginPlace Place { get; }

    /// <summary>The plugin.</summary>
    /// <exception cref="ObjectDisposedException">It is unloaded.</exception>
    public IPlugin Plugin => _plugin ?? throw new ObjectDisposedException($"plugin {Description.Id}");

    /// <summary>How many leases are open. Guarded by the catalog's lock, like <see cref="IsReplaced"/>.</summary>
    public int Leases { get; set; }

    /// <summary>Whether a newer build took its place, so that the last lease ends it.</summary>
    public bool IsReplaced { get; set; }

    /// <summary>Loads the build that lies at a place and makes its plugin.</summary>
    /// <exception cref="InputException">It can't be loaded, its constructor threw, or it calls itself otherwise.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static PluginBuild Load(PluginPlace place, IReadOnlySet<string> shared)
    {
        var files = PluginFiles.Read(place.Folder, shared);
        var context = new PluginContext(files, shared);
        try
        {
            var plugin = Make(context.LoadPlugin().GetType(files.PluginType, throwOnError: true)!, files.AssemblyPath);
            if (plugin.Id != place.Name)
                throw new InputException(files.AssemblyPath, $"it calls itself \"{PluginDescription.OneLine(plugin.Id)}\"", $"plugin.json says \"{place.Name}\": make them agree");

            return new PluginBuild(place, files.Description, context, plugin);
        }
        catch (Exception exception)
        {
            End(context);
            throw Refusal(files.AssemblyPath, exception);
        }
    }

    /// <summary>Begins to unload it.</summary>
    /// <returns>What tells whether it is gone.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public WeakReference Unload()
    {
        var context = _context!;
        (_plugin, _context) = (null, null);
        End(context);
        return new WeakReference(context, trackResurrection: true);
    }

    private static IPlugin Make(Type type, string path) => type.GetConstructor([]) is { } constructor
        ? (IPlugin)constructor.Invoke([])
        : throw new InputException(path, $"{type.Name} has no public constructor without parameters", "give it one: the host makes the plugin");

    private static void End(PluginContext context)
    {
        try
        {
            context.Unload();
        }
        catch (Exception)
        {
            // A handler of the plugin's own threw before anything began; the second call has none left to ask.
            context.Unload();
        }
    }

    /// <summary>What to say of it, without the exception itself: its stack trace would keep the plugin in memory.</summary>
    private static InputException Refusal(string path, Exception exception) => exception switch
    {
        TargetInvocationException => new InputException(
            path, $"its constructor threw {exception.GetBaseException().GetType().Name}: {FirstLine(exception.GetBaseException())}", "mend the plugin"),
        InputException { Where: var where } when where == path => (InputException)exception,
        _ => new InputException(path, $"it can't be loaded: {FirstLine(exception.GetBaseException())}", "build it against this host's contract"),
    };

    /// <summary>The loader says more than one.</summary>
    private static string FirstLine(Exception exception) => exception.Message.Split('\n', 2)[0].TrimEnd('\r', ' ', '.');
}
