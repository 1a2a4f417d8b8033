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

    /// <summary>Reads a package, and holds its weights against their hash and its folder against what a package is.</summary>
    /// <param name="reference">As <see cref="ModelReference"/> has it: <c>name</c>, <c>name/3</c>, <c>name@</c> and a hash, or the path of a package's folder.</param>
    /// <exception cref="InputException">There is no such package, or two, its manifest or weights are malformed, the hash does not fit, or another file lies beside them.</exception>
    public ModelPackage Open(string reference)
    {
        var wanted = ModelReference.Parse(reference);
        if (wanted.Name is { } name && Choose(wanted, name) is { } version)
            return OpenFolder(FolderOf(name, version), name, version, wanted.Hash);

        return File.Exists(Path.Combine(reference, ManifestFile))
            ? OpenFolder(reference)
            : throw new InputException(Shown(reference), $"there is no such package in {Root}, nor a folder with a {ManifestFile}", Available(wanted.Name));
    }

    /// <summary>The versions of a package that have a manifest, ascending; whether they are whole, <see cref="Open"/> says.</summary>
    /// <param name="name">The package's name.</param>
    public IReadOnlyList<int> Versions(string name) =>
        [.. from folder in Folders(Path.Combine(Root, name))
            let version = ModelReference.VersionOf(folder)
            where version is not null && File.Exists(Path.Combine(Root, name, folder, ManifestFile))
            orderby version
            select version.Value];

    /// <summary>Where a version lies, or would.</summary>
    /// <param name="name">The package's name.</param>
    /// <param name="version">Its version, from 1.</param>
    public string FolderOf(string name, int version) => Path.Combine(Root, name, version.ToString(CultureInfo.InvariantCulture));

    /// <summary>All packages' manifests, by name and version.</summary>
    /// <exception cref="InputException">A package's manifest is malformed.</exception>
    public IReadOnlyList<ModelManifest> List() =>
        [.. from name in Names() from version in Versions(name) select ReadManifest(FolderOf(name, version), name, version).Manifest];

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
            var last = Folders(Path.Combine(Root, draft.Name)).Max(name => ModelReference.VersionOf(name)) ?? 0;
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

    private int? Choose(ModelReference wanted, string name)
    {
        var versions = Versions(name);
        if (versions.Count == 0)
            return null;
        if (wanted.Hash is { } hash)
            return Pinned(wanted, name, versions, hash);
        var version = wanted.Version ?? versions[^1];
        return versions.Contains(version) ? version : null;
    }

    private int Pinned(ModelReference wanted, string name, IReadOnlyList<int> versions, string hash)
    {
        var fitting = versions.Where(version => IsPinned(FolderOf(name, version), hash)).ToList();
        return fitting.Count switch
        {
            1 => fitting[0],
            0 => throw new InputException(wanted.Text, $"of the versions {string.Join(", ", versions)} none has weights or a {ManifestFile} of that SHA-256", "copy the right package there, or name another"),
            _ => throw new InputException(wanted.Text, $"the versions {string.Join(", ", fitting)} fit", $"give more digits, or those of the {ManifestFile} that is meant"),
        };
    }

    private static bool IsPinned(string folder, string hash)
    {
        try
        {
            return Fits(ReadManifest(folder), hash);
        }
        catch (InputException)
        {
            return false; // A manifest that can't be read is of no hash; what is asked for may be another.
        }
    }

    private static bool Fits((ModelManifest Manifest, string Sha256) read, string hash) =>
        read.Manifest.WeightsSha256.StartsWith(hash, StringComparison.Ordinal) || read.Sha256.StartsWith(hash, StringComparison.Ordinal);

    private static ModelPackage OpenFolder(string folder, string? name = null, int? version = null, string? pinned = null)
    {
        var read = ReadManifest(folder, name, version);
        if (pinned is not null && !Fits(read, pinned))
            throw new InputException(Path.Combine(folder, ManifestFile), "it was replaced while it was read", "copy the right package there");

        CheckNothingElse(folder);
        var path = Path.Combine(folder, WeightsFile);
        var weights = SafetensorsReader.Read(path, out var sha256);
        if (sha256 != read.Manifest.WeightsSha256)
        {
            throw new InputException(
                path,
                $"its SHA-256 is {sha256} and {ManifestFile} says {read.Manifest.WeightsSha256}",
                "the file was damaged or replaced; publish or copy the package again");
        }

        return new ModelPackage(read.Manifest, weights) { Folder = folder };
    }

    /// <summary>Nothing executable and no pickle travels with a package, since nothing does. Names with a dot before them are the system's own.</summary>
    private static void CheckNothingElse(string folder)
    {
        var other = EntriesOf(folder).FirstOrDefault(name => name[0] != '.' && name is not (ManifestFile or WeightsFile));
        if (other is not null)
            throw new InputException(Path.Combine(folder, other), "it is no part of a package", $"a package is {ManifestFile} and {WeightsFile}; move it elsewhere");
    }

    private static List<string> EntriesOf(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(Path.GetFullPath(folder)).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(folder, $"it can't be listed ({e.Message.TrimEnd('.')})", "check the folder, its rights and its disk", e);
        }
    }

    /// <summary>A folder's manifest, and the SHA-256 of its text.</summary>
    private static (ModelManifest Manifest, string Sha256) ReadManifest(string folder, string? name = null, int? version = null)
    {
        const long Longest = 64 << 20;
        var path = Path.Combine(folder, ManifestFile);
        using var file = InputFile.Open(path);
        if (!file.CanSeek || file.Length > Longest)
            throw new InputException(path, "it is no regular file or has more than 64 MiB", "a manifest is a small text file");

        var room = new byte[file.Length];
        var bytes = room.AsSpan(0, file.ReadAtLeast(room, room.Length, throwOnEndOfStream: false));
        var manifest = ManifestJson.Parse(bytes, path);
        if (name is not null && (manifest.Name != name || manifest.Version != version))
        {
            throw new InputException(
                path, $"it calls itself {manifest.Name}/{manifest.Version}", $"in its place it is {name}/{version}; rename the folders or publish it again");
        }

        return (manifest, Convert.ToHexStringLower(SHA256.HashData(bytes)));
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

    private static string Shown(string reference) => reference.Length == 0 ? "model" : reference;

    private List<string> Names() =>
        [.. Folders(Root).Where(name => ManifestRules.IsName(name)).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Folders(string path) =>
        Directory.Exists(path) ? Directory.EnumerateDirectories(path).Select(folder => Path.GetFileName(folder)) : [];

    private string Available(string? name)
    {
        IReadOnlyList<int> versions = name is null ? [] : Versions(name);
        if (versions.Count > 0)
            return $"there are the versions {string.Join(", ", versions)}";
        return Names() is { Count: > 0 } names ? $"there are {string.Join(", ", names.Take(20))}" : "the folder holds none; train one first";
    }
}
