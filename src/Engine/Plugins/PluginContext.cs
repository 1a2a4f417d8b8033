using System.Reflection;
using System.Runtime.Loader;

namespace StreamHost.Engine.Plugins;

/// <summary>
/// The load context of one plugin. The contract's assemblies come from the host, so that both mean the same types;
/// everything else comes from the plugin's folder, read from streams, so that its files can be replaced at any time.
/// </summary>
internal sealed class PluginContext(string id, string assembly, IReadOnlySet<string> shared) : AssemblyLoadContext($"plugin {id}", isCollectible: true)
{
    private readonly AssemblyDependencyResolver _resolver = new(assembly);

    public Assembly LoadPlugin() => LoadFile(assembly);

    protected override Assembly? Load(AssemblyName name)
    {
        if (name.Name is { } simple && shared.Contains(simple))
            return null;

        return _resolver.ResolveAssemblyToPath(name) is { } path ? LoadFile(path) : null;
    }

    private Assembly LoadFile(string path)
    {
        using var file = File.OpenRead(path);
        var symbols = Path.ChangeExtension(path, ".pdb");
        if (!File.Exists(symbols))
            return LoadFromStream(file);

        using var symbolFile = File.OpenRead(symbols);
        return LoadFromStream(file, symbolFile);
    }
}
