using System.Reflection;
using System.Runtime.Loader;

namespace StreamHost.Engine.Plugins;

/// <summary>
/// The load context of one build of a plugin. The contract's assemblies come from the host, so that both mean the same types;
/// everything else comes from the files that were read with the plugin, and what these lack from the host.
/// </summary>
internal sealed class PluginContext(PluginFiles files, IReadOnlySet<string> shared)
    : AssemblyLoadContext($"plugin {files.Description.Id} {files.Description.Version}", isCollectible: true)
{
    public Assembly LoadPlugin() => LoadNamed(Path.GetFileNameWithoutExtension(files.Description.Assembly))!;

    protected override Assembly? Load(AssemblyName name) =>
        name is { Name: { } simple, CultureName: null or "" } && !shared.Contains(simple) ? LoadNamed(simple) : null;

    private Assembly? LoadNamed(string simple)
    {
        if (!files.TryFind(simple, out var image, out var symbols))
            return null;

        using var code = new MemoryStream(image);
        using var lines = symbols is null ? null : new MemoryStream(symbols);
        return LoadFromStream(code, lines);
    }
}
