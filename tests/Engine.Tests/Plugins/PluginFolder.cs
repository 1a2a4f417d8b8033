using System.Security.Cryptography;

namespace StreamHost.Engine.Tests.Plugins;

/// <summary>Writes a plugin's folder as a build would.</summary>
internal static class PluginFolder
{
    /// <summary>Writes an assembly and its description.</summary>
    /// <returns>The folder.</returns>
    public static string Write(string folder, string id, string version = "1.0.0", string? calls = null, int classes = 1, bool throws = false)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "plugin.dll"), EmittedPlugin.Write(calls ?? id, classes, throws));
        Describe(folder, id, version);
        return folder;
    }

    /// <summary>Writes the description of the assembly that lies there.</summary>
    public static void Describe(string folder, string id, string version = "1.0.0")
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, "plugin.dll"))));
        File.WriteAllText(
            Path.Combine(folder, "plugin.json"),
            $$"""{"id":"{{id}}","version":"{{version}}","contractVersion":1,"assembly":"plugin.dll","kinds":["events"],"sha256":"{{hash}}"}""");
    }
}
