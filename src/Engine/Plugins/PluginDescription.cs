using System.Text.Json;
using System.Text.Json.Serialization;
using StreamHost.Core;

namespace StreamHost.Engine.Plugins;

/// <summary>What a plugin's <c>plugin.json</c> says of it; reading it runs none of its code.</summary>
public sealed record PluginDescription
{
    /// <summary>The version of the plugin contract that this host speaks.</summary>
    public const int SupportedContract = 1;

    /// <summary>The name by which packages and presets ask for it.</summary>
    public required string Id { get; init; }

    /// <summary>Its own version.</summary>
    public required string Version { get; init; }

    /// <summary>The version of the contract that it was built for.</summary>
    public required int ContractVersion { get; init; }

    /// <summary>The file name of its assembly, in the same folder.</summary>
    public required string Assembly { get; init; }

    /// <summary>The kinds of signal that its models read: <c>events</c>, <c>audio</c>.</summary>
    public required IReadOnlyList<string> Kinds { get; init; }

    /// <summary>Where it was found.</summary>
    [JsonIgnore]
    public string Folder { get; init; } = "";

    /// <summary>Reads <c>plugin.json</c> of a folder and checks what can be checked without running code.</summary>
    /// <exception cref="InputException">It can't be read, a key is unknown or missing, or the contract's version is another.</exception>
    internal static PluginDescription Read(string folder)
    {
        var path = Path.Combine(folder, "plugin.json");
        var description = Parse(path) with { Folder = folder };
        if (description.ContractVersion != SupportedContract)
        {
            throw new InputException(
                path, $"contractVersion {description.ContractVersion} is not this host's", $"build the plugin for contract version {SupportedContract}");
        }

        if (description.Assembly != Path.GetFileName(description.Assembly) || !File.Exists(Path.Combine(folder, description.Assembly)))
            throw new InputException(path, $"assembly \"{description.Assembly}\" is not in the folder", "name a file beside plugin.json");
        return description;
    }

    private static PluginDescription Parse(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), PluginJson.Default.PluginDescription)
                ?? throw new InputException(path, "it holds null", "describe the plugin in one object");
        }
        catch (JsonException exception)
        {
            throw new InputException(
                $"{path}, line {exception.LineNumber + 1}", $"{exception.Path ?? "$"} is not what it should be",
                "give id, version, contractVersion, assembly and kinds", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException(path, "it can't be read", exception.Message, exception);
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(PluginDescription))]
internal sealed partial class PluginJson : JsonSerializerContext;
