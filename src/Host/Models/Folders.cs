using StreamHost.Core.Packages;
using StreamHost.Engine.Plugins;

namespace StreamHost.Host.Models;

/// <summary>Where models and plugins lie.</summary>
internal static class Folders
{
    /// <summary>What plugins share with the host: the contract's assemblies.</summary>
    public static readonly IReadOnlySet<string> Shared = new HashSet<string> { "StreamHost.Core", "StreamHost.Numerics", "StreamHost.Training" };

    /// <summary>The model folder: what the command line says, else <c>STREAMHOST_MODELS</c>, else <c>models</c>.</summary>
    public static PackageStore Models(string? option) =>
        new(option ?? Environment.GetEnvironmentVariable("STREAMHOST_MODELS") ?? "models");

    /// <summary>The plugins beside the program, in the user's folder, and in the folders of <c>STREAMHOST_PLUGIN_PATH</c>.</summary>
    /// <param name="unloaded">Is told of every build that was to go, on a thread of the pool; null: nobody watches.</param>
    public static PluginCatalog Plugins(Action<UnloadReport>? unloaded = null)
    {
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        var path = Environment.GetEnvironmentVariable("STREAMHOST_PLUGIN_PATH") ?? "";
        return new PluginCatalog(
            [
                .. path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
                Path.Combine(AppContext.BaseDirectory, "plugins"),
                Path.Combine(data, "streamhost", "plugins"),
            ],
            Shared,
            unloaded);
    }

    /// <summary>A model by what a preset or the command line calls it: a folder relative to <paramref name="folder"/>, else a name in the model folder.</summary>
    public static ModelPackage OpenModel(string reference, string folder, PackageStore models) => models.Open(Beside(reference, folder) ?? reference);

    /// <summary>The full path of the folder that a reference names, relative to <paramref name="folder"/>; null where there is none.</summary>
    public static string? Beside(string reference, string folder)
    {
        var path = Path.GetFullPath(reference, Path.GetFullPath(folder));
        return Directory.Exists(path) ? path : null;
    }
}
