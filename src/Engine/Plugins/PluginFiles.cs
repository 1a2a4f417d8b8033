using System.Security.Cryptography;
using StreamHost.Core;

namespace StreamHost.Engine.Plugins;

/// <summary>
/// The files of a plugin's folder, read once: a copy in memory, so that what was checked is what is loaded, and the folder may be
/// replaced at any time. Reading it runs none of the plugin's code. Immutable.
/// </summary>
internal sealed class PluginFiles
{
    /// <summary>The file that makes a folder a plugin's.</summary>
    public const string DescriptionFile = "plugin.json";

    private readonly Dictionary<string, byte[]> _files;

    private PluginFiles(PluginDescription description, byte[] descriptionText, Dictionary<string, byte[]> files, string pluginType)
    {
        Description = description;
        DescriptionText = descriptionText;
        PluginType = pluginType;
        _files = files;
    }

    /// <summary>What <c>plugin.json</c> says.</summary>
    public PluginDescription Description { get; }

    /// <summary>The bytes of <c>plugin.json</c>: another build has others, since it has another hash.</summary>
    public byte[] DescriptionText { get; }

    /// <summary>The full name of the one public class that is the plugin.</summary>
    public string PluginType { get; }

    /// <summary>The path of the plugin's assembly, for messages.</summary>
    public string AssemblyPath => Path.Combine(Description.Folder, Description.Assembly);

    /// <summary>Whether a folder is a plugin's.</summary>
    public static bool IsPlugin(string folder) => File.Exists(Path.Combine(folder, DescriptionFile));

    /// <summary>The bytes of a folder's <c>plugin.json</c>.</summary>
    /// <exception cref="InputException">It can't be read.</exception>
    public static byte[] ReadDescription(string folder) => ReadFile(Path.Combine(folder, DescriptionFile));

    /// <summary>Reads a folder and checks all that can be checked without running code.</summary>
    /// <param name="folder">The plugin's folder.</param>
    /// <param name="shared">The simple names of the assemblies that are the host's alone to bring.</param>
    /// <exception cref="InputException">A file can't be read or is not what it should be.</exception>
    public static PluginFiles Read(string folder, IReadOnlySet<string> shared)
    {
        var text = ReadDescription(folder);
        var description = PluginDescription.Parse(text, folder);
        var files = OrRefuse(folder, path => Directory.GetFiles(path)).Where(IsCode).ToDictionary(path => Path.GetFileName(path), ReadFile, StringComparer.Ordinal);
        if (!ReadDescription(folder).AsSpan().SequenceEqual(text))
            throw new InputException(folder, "it was replaced while it was read", "look again");

        var assembly = Path.Combine(folder, description.Assembly);
        if (!files.TryGetValue(description.Assembly, out var image))
        {
            throw new InputException(
                Path.Combine(folder, DescriptionFile), $"assembly \"{PluginDescription.OneLine(description.Assembly)}\" is not in the folder",
                "name a .dll file beside plugin.json");
        }

        CheckHash(assembly, image, description.Sha256!);
        foreach (var (name, bytes) in files.Where(file => IsAssembly(file.Key)))
            RefuseCopy(folder, name, bytes, shared);
        return new PluginFiles(description, text, files, PluginMetadata.PluginType(image, assembly));
    }

    /// <summary>An assembly of the folder, and its symbols if they are there.</summary>
    public bool TryFind(string simpleName, out byte[] image, out byte[]? symbols)
    {
        symbols = _files.GetValueOrDefault(simpleName + ".pdb");
        return _files.TryGetValue(simpleName + ".dll", out image!);
    }

    private static bool IsCode(string path) => IsAssembly(path) || Path.GetExtension(path).Equals(".pdb", StringComparison.OrdinalIgnoreCase);

    private static bool IsAssembly(string path) => Path.GetExtension(path).Equals(".dll", StringComparison.OrdinalIgnoreCase);

    private static void CheckHash(string path, byte[] image, string expected)
    {
        var actual = Convert.ToHexStringLower(SHA256.HashData(image));
        if (actual != expected)
        {
            throw new InputException(
                path, $"its SHA-256 is {actual[..12]}... and not {expected[..12]}... as plugin.json says", "it was replaced or cut off: copy both files of one build");
        }
    }

    /// <summary>A second copy of the contract would be other types of the same names: nothing of the plugin's would fit the host.</summary>
    private static void RefuseCopy(string folder, string file, byte[] image, IReadOnlySet<string> shared)
    {
        var name = PluginMetadata.AssemblyName(image) ?? Path.GetFileNameWithoutExtension(file);
        if (shared.Contains(name))
            throw new InputException(folder, $"it brings its own {name} ({file}), which is the host's", "take it out: reference it with Private=\"false\"");
    }

    private static byte[] ReadFile(string path) => OrRefuse(path, File.ReadAllBytes);

    private static T OrRefuse<T>(string path, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException(path, "it can't be read", exception.Message, exception);
        }
    }
}
