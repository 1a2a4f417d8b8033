using StreamHost.Core;
using StreamHost.Core.Packages;
using StreamHost.Host.Presets;

namespace StreamHost.Host.Models;

/// <summary>The model that a run begins with, and the model folder that later versions of it come from.</summary>
/// <param name="Reference">What the preset or the command line calls it; of a folder, its full path.</param>
/// <param name="Package">The version to begin with.</param>
/// <param name="Store">The model folder.</param>
internal sealed record ChosenModel(ModelReference Reference, ModelPackage Package, PackageStore Store)
{
    /// <summary>Opens the package that a run begins with.</summary>
    /// <param name="text">A folder relative to <paramref name="folder"/>, else a name in the model folder.</param>
    /// <param name="folder">Where relative paths start from.</param>
    /// <param name="models">The model folder that the command line names, or null. A folder <c>name/version</c> then lies in one of its own.</param>
    /// <exception cref="InputException">There is no such package, or it is not what it should be.</exception>
    public static ChosenModel Open(string text, string folder, string? models)
    {
        var store = Folders.Models(models);
        var package = Folders.OpenModel(text, folder, store);
        var manifest = package.Manifest;
        var reference = ModelReference.Parse(Folders.Beside(text, folder) ?? text);
        var root = Path.GetFullPath(Path.Combine(package.Folder, "..", ".."));
        var isAtHome = models is null && Path.GetFullPath(package.Folder) == new PackageStore(root).FolderOf(manifest.Name, manifest.Version);
        return new ChosenModel(reference, package, isAtHome ? new PackageStore(root) : store);
    }

    /// <summary>Whether newer versions are loaded as they are published.</summary>
    /// <param name="preset">What is run.</param>
    /// <exception cref="InputException">The preset asks to watch for them and names one version.</exception>
    public bool IsWatched(Preset preset)
    {
        if (preset.Watch == true && !Reference.IsLatest)
            throw new InputException("$.watch", $"{preset.Model} is one version, and never a newer one", $"leave watch out, or name the model {Package.Manifest.Name}");
        return preset.Watch ?? (preset.Source.IsLive && Reference.IsLatest);
    }
}
