using System.Globalization;
using System.Security.Cryptography;

namespace StreamHost.Core.Packages;

/// <summary>
/// A folder of model packages, <c>&lt;root&gt;/&lt;name&gt;/&lt;version&gt;/</c>. What is half written or not named like a
/// version is not seen. Safe from any thread and any number of processes.
/// </summary>
/// <param name="root">The folder; made when a package is published.</param>
public sealed class PackageStore(string root)
{
    private const string ManifestFile = "model.json";
    private const string WeightsFile = "weights.safetensors";

    /// <summary>The folder.</summary>
    public string Root { get; } = root;

    /// <summary>Reads a package and holds its weights against their hash.</summary>
    /// <param name="reference"><c>name</c> for the latest version, <c>name/3</c>, or the path of a package's folder.</param>
    /// <exception cref="InputException">There is no such package, its manifest or weights are malformed, or the hash does not fit.</exception>
    public ModelPackage Open(string reference)
    {
        var (name, version) = Split(reference);
        if (name is not null && (version ?? Versions(name).LastOrDefault()) is var chosen && Versions(name).Contains(chosen))
            return OpenFolder(FolderOf(name, chosen), name, chosen);

        return File.Exists(Path.Combine(reference, ManifestFile))
            ? OpenFolder(reference, null, null)
            : throw new InputException(Shown(reference), $"there is no such package in {Root}, nor a folder with a {ManifestFile}", Available(name));
    }

    /// <summary>All packages' manifests, by name and version.</summary>
    /// <exception cref="InputException">A package's manifest is malformed.</exception>
    public IReadOnlyList<ModelManifest> List() =>
        [.. from name in Names() from version in Versions(name) select ReadManifest(FolderOf(name, version), name, version)];

    /// <summary>
    /// Adds a package: writes a hidden folder beside its place, waits until the disk has it, and renames it, so that
    /// nobody ever sees half a package.
    /// </summary>
    /// <param name="draft">The manifest; version 0 asks for the next free one, the weights' hash is filled in.</param>
    /// <param name="weights">The weights.</param>
    /// <returns>The package as it was published.</returns>
    /// <exception cref="InputException">The manifest is not allowed, or that version is there already.</exception>
    /// <exception cref="WorkFailedException">The disk is full or can't be written.</exception>
    public ModelPackage Publish(ModelManifest draft, TensorFile weights)
    {
        ManifestRules.CheckDraft(draft, $"package {Quoted.Text(draft.Name)}");
        if (draft.Version < 0)
            throw new InputException($"package {Quoted.Text(draft.Name)}", $"{draft.Version} is no version", "use 0 for the next free one, or a number from 1");

        var bytes = SafetensorsWriter.ToBytes(weights);
        var manifest = draft with { WeightsSha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)) };
        var home = Path.Combine(Root, draft.Name);
        var temporary = Path.Combine(home, $".new-{Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(temporary);
            OutputFile.Write(Path.Combine(temporary, WeightsFile), bytes);
            manifest = Place(manifest, temporary);
            return new ModelPackage(manifest, weights) { Folder = FolderOf(manifest.Name, manifest.Version) };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw OutputFile.Failed(home, e);
        }
        finally
        {
            Discard(temporary);
        }
    }

    /// <summary>Writes the manifest and renames the folder to its version; tries the next one where another process was faster.</summary>
    private ModelManifest Place(ModelManifest draft, string temporary)
    {
        while (true)
        {
            var last = Folders(Path.Combine(Root, draft.Name)).Max(name => VersionOf(name)) ?? 0;
            var manifest = draft.Version == 0 ? draft with { Version = checked(last + 1) } : draft;
            var folder = FolderOf(manifest.Name, manifest.Version);
            if (draft.Version != 0 && Directory.Exists(folder))
                throw new InputException(folder, "that version is there already", $"publish version {last + 1}, or 0 for the next free one");

            OutputFile.Write(Path.Combine(temporary, ManifestFile), ManifestJson.ToBytes(manifest));
            try
            {
                Directory.Move(temporary, folder);
                return manifest;
            }
            catch (IOException) when (Directory.Exists(folder) && draft.Version == 0)
            {
                // Another process published that version meanwhile.
            }
        }
    }

    private static ModelPackage OpenFolder(string folder, string? name, int? version)
    {
        var manifest = ReadManifest(folder, name, version);
        var path = Path.Combine(folder, WeightsFile);
        var weights = SafetensorsReader.Read(path, out var sha256);
        if (sha256 != manifest.WeightsSha256)
        {
            throw new InputException(
                path,
                $"its SHA-256 is {sha256} and {ManifestFile} says {manifest.WeightsSha256}",
                "the file was damaged or replaced; publish or copy the package again");
        }

        return new ModelPackage(manifest, weights) { Folder = folder };
    }

    private static ModelManifest ReadManifest(string folder, string? name, int? version)
    {
        const long Longest = 64 << 20;
        var path = Path.Combine(folder, ManifestFile);
        using var file = InputFile.Open(path);
        if (!file.CanSeek || file.Length > Longest)
            throw new InputException(path, "it is no regular file or has more than 64 MiB", "a manifest is a small text file");

        var bytes = new byte[file.Length];
        var manifest = ManifestJson.Parse(bytes.AsSpan(0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)), path);
        if (name is not null && (manifest.Name != name || manifest.Version != version))
        {
            throw new InputException(
                path, $"it calls itself {manifest.Name}/{manifest.Version}", $"in its place it is {name}/{version}; rename the folders or publish it again");
        }

        return manifest;
    }

    private static void Discard(string temporary)
    {
        try
        {
            if (Directory.Exists(temporary))
                Directory.Delete(temporary, recursive: true);
        }
        catch (IOException)
        {
            // A folder that starts with a dot is never read; what failed before is the better message.
        }
    }

    /// <summary>Takes a reference apart; no name where it can only be a path.</summary>
    private static (string? Name, int? Version) Split(string reference)
    {
        var slash = reference.IndexOf('/', StringComparison.Ordinal);
        var name = slash < 0 ? reference : reference[..slash];
        if (!ManifestRules.IsName(name))
            return (null, null);
        if (slash < 0)
            return (name, null);
        return VersionOf(reference.AsSpan(slash + 1)) is { } version ? (name, version) : (null, null);
    }

    /// <summary>A version as a folder names it: a whole number from 1, without zeros before it.</summary>
    private static int? VersionOf(ReadOnlySpan<char> text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0 && text[0] != '0' ? version : null;

    private static string Shown(string reference) => reference.Length == 0 ? "model" : reference;

    private string FolderOf(string name, int version) => Path.Combine(Root, name, version.ToString(CultureInfo.InvariantCulture));

    private List<string> Names() =>
        [.. Folders(Root).Where(name => ManifestRules.IsName(name)).Order(StringComparer.Ordinal)];

    /// <summary>The complete versions of a package, ascending.</summary>
    private List<int> Versions(string name) =>
        [.. from folder in Folders(Path.Combine(Root, name))
            let version = VersionOf(folder)
            where version is not null && File.Exists(Path.Combine(Root, name, folder, ManifestFile))
            orderby version
            select version.Value];

    private static IEnumerable<string> Folders(string path) =>
        Directory.Exists(path) ? Directory.EnumerateDirectories(path).Select(folder => Path.GetFileName(folder)) : [];

    private string Available(string? name)
    {
        var versions = name is null ? [] : Versions(name);
        if (versions.Count > 0)
            return $"there are the versions {string.Join(", ", versions)}";
        return Names() is { Count: > 0 } names ? $"there are {string.Join(", ", names.Take(20))}" : "the folder holds none; train one first";
    }
}
