using System.Text.Json.Serialization;
using StreamHost.Core;

namespace StreamHost.Training.Datasets;

/// <summary>Where data comes from. A kind of data set is its options and its reader, and a line here.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(EventLogDatasetOptions), "events")]
[JsonDerivedType(typeof(EtSmnistOptions), "et-smnist")]
[JsonDerivedType(typeof(OccupancyOptions), "uci-occupancy")]
public abstract record DatasetOptions
{
    /// <summary>Reads the data.</summary>
    /// <param name="folder">The folder that relative paths start from: the preset's.</param>
    /// <exception cref="InputException">A file is missing or malformed.</exception>
    public abstract Dataset Read(string folder);

    /// <summary>A path of the preset as a full path, with <c>${NAME}</c> and <c>${NAME:-otherwise}</c> filled in from the environment.</summary>
    /// <exception cref="InputException">A variable is not set and has no "otherwise".</exception>
    private protected static string Resolve(string folder, string path)
    {
        var start = path.IndexOf("${", StringComparison.Ordinal);
        if (start < 0)
            return Path.GetFullPath(path, Path.GetFullPath(folder));

        var end = path.IndexOf('}', start);
        if (end < 0)
            throw new InputException($"path \"{path}\"", "a ${ is not closed", "write ${NAME} or ${NAME:-otherwise}");

        var parts = path[(start + 2)..end].Split(":-", 2);
        var value = Environment.GetEnvironmentVariable(parts[0]) ?? (parts.Length == 2 ? parts[1] : null)
            ?? throw new InputException($"path \"{path}\"", $"{parts[0]} is not set", $"set it to the folder: export {parts[0]}=...");
        return Resolve(folder, path[..start] + value + path[(end + 1)..]);
    }
}
