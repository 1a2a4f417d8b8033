using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using StreamHost.Core;

namespace StreamHost.Training.Datasets;

/// <summary>Where data comes from. A kind of data set is its options and its reader, and a line here.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(EventLogDatasetOptions), "events")]
[JsonDerivedType(typeof(EtSmnistOptions), "et-smnist")]
[JsonDerivedType(typeof(OccupancyOptions), "uci-occupancy")]
[JsonDerivedType(typeof(MnistOptions), "mnist")]
[JsonDerivedType(typeof(SoundFolderOptions), "sounds")]
public abstract partial record DatasetOptions
{
    /// <summary>Reads the data.</summary>
    /// <param name="folder">The folder that relative paths start from: the preset's.</param>
    /// <exception cref="InputException">A file is missing or malformed.</exception>
    public abstract Dataset Read(string folder);

    /// <summary>A path of the preset as a full path, with <c>${NAME}</c> and <c>${NAME:-otherwise}</c> filled in from the environment.</summary>
    /// <exception cref="InputException">A variable is not set and has no "otherwise".</exception>
    private protected static string Resolve(string folder, string path)
    {
        var filled = Variable().Replace(path, match => Value(path, match.Groups["name"].Value, match.Groups["otherwise"]));
        return filled.Contains("${", StringComparison.Ordinal)
            ? throw new InputException($"path \"{path}\"", "a ${ is not a variable's name in braces", "write ${NAME} or ${NAME:-otherwise}")
            : Path.GetFullPath(filled, Path.GetFullPath(folder));
    }

    private static string Value(string path, string name, Group otherwise) =>
        Environment.GetEnvironmentVariable(name) ?? (otherwise.Success ? otherwise.Value : null)
        ?? throw new InputException($"path \"{path}\"", $"{name} is not set", $"set it to the folder: export {name}=...");

    [GeneratedRegex(@"\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(:-(?<otherwise>[^}]*))?\}")]
    private static partial Regex Variable();
}
