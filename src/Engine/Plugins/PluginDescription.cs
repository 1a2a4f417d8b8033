using System.Text.Encodings.Web;
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

    /// <summary>SHA-256 of the assembly, 64 lower-case hexadecimal digits; the build writes it, and nothing is loaded without it.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The kinds of signal that its models read: <c>events</c>, <c>audio</c>.</summary>
    public required IReadOnlyList<string> Kinds { get; init; }

    /// <summary>One line for people: what the plugin is for; null where it does not say.</summary>
    public string? Summary { get; init; }

    /// <summary>Where it was found.</summary>
    [JsonIgnore]
    public string Folder { get; init; } = "";

    /// <summary>Understands the contents of a <c>plugin.json</c>.</summary>
    /// <param name="text">The contents.</param>
    /// <param name="folder">The plugin's folder.</param>
    /// <exception cref="InputException">A key is unknown, missing or wrong, or the contract's version is another.</exception>
    internal static PluginDescription Parse(ReadOnlySpan<byte> text, string folder)
    {
        var path = Path.Combine(folder, PluginFiles.DescriptionFile);
        var description = Parse(text, folder, path);
        if (description.ContractVersion != SupportedContract)
        {
            throw new InputException(
                path, $"contractVersion {description.ContractVersion} is not this host's", $"build the plugin for contract version {SupportedContract}");
        }

        if (description.Assembly != Path.GetFileName(description.Assembly))
            throw new InputException(path, $"assembly \"{OneLine(description.Assembly)}\" is not in the folder", "name a file beside plugin.json");
        if (description.Sha256 is not { Length: 64 } hash || !hash.All(char.IsAsciiHexDigitLower))
            throw new InputException(path, "sha256 is missing or no hash", "let the build write it (Plugin.targets): 64 lower-case hexadecimal digits");
        return description;
    }

    /// <summary>A file's text as a message shows it: line breaks and other control characters are escaped.</summary>
    internal static string OneLine(string text) => JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();

    private static PluginDescription Parse(ReadOnlySpan<byte> text, string folder, string path)
    {
        try
        {
            return JsonSerializer.Deserialize(text, PluginJson.Default.PluginDescription) is { } description
                ? description with { Folder = folder }
                : throw new InputException(path, "it holds null", "describe the plugin in one object");
        }
        catch (JsonException exception)
        {
            throw new InputException(
                $"{path}, line {exception.LineNumber + 1}", $"{OneLine(exception.Path ?? "$")} is not what it should be",
                "give id, version, contractVersion, assembly, sha256 and kinds, and a summary if you like", exception);
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(PluginDescription))]
internal sealed partial class PluginJson : JsonSerializerContext;
