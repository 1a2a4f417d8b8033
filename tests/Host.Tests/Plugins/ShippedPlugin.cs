using System.Text.Json.Nodes;

namespace StreamHost.Host.Tests.Plugins;

/// <summary>The plugins that the program is built with.</summary>
internal static class ShippedPlugin
{
    /// <summary>The folder of the program's own plugins.</summary>
    public static string Folder { get; } =
        Path.Combine(ReferenceData.Root, "src", "Host", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "plugins");

    /// <summary>Copies one of them into a folder of plugins.</summary>
    public static void Copy(string id, string into)
    {
        var target = Directory.CreateDirectory(Path.Combine(into, id)).FullName;
        foreach (var path in Directory.EnumerateFiles(Path.Combine(Folder, id)))
            File.Copy(path, Path.Combine(target, Path.GetFileName(path)));
    }

    /// <summary>Gives a plugin another version, and so makes it another build.</summary>
    public static void Rename(string plugin, string version)
    {
        var path = Path.Combine(plugin, "plugin.json");
        var description = JsonNode.Parse(File.ReadAllText(path))!;
        description["version"] = version;
        File.WriteAllText(path, description.ToJsonString());
    }
}
