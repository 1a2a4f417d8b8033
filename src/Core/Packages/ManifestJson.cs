using System.Text.Json;
using System.Text.Json.Serialization;

namespace StreamHost.Core.Packages;

/// <summary>Manifests as the text of <c>model.json</c>: camelCase, no unknown or repeated keys, numbers as numbers.</summary>
public static class ManifestJson
{
    private const string Remedy = "see the format of model.json in the documentation";

    /// <summary>Reads and checks a manifest. [any thread]</summary>
    /// <param name="utf8">The file's text.</param>
    /// <param name="where">The file, for messages.</param>
    /// <exception cref="InputException">It is not JSON, or a key is unknown, missing, repeated, or has a wrong value.</exception>
    public static ModelManifest Parse(ReadOnlySpan<byte> utf8, string where)
    {
        try
        {
            var manifest = JsonSerializer.Deserialize(utf8, ManifestContext.Default.ModelManifest)
                ?? throw new InputException(where, "it holds null", "it is an object");
            ManifestRules.Check(manifest, where);
            return manifest;
        }
        catch (JsonException e)
        {
            var place = e.LineNumber is { } line ? $"{where}, line {line + 1}" : where;
            throw new InputException(e.Path is null ? place : $"{place}, {e.Path}", FirstSentence(e.Message), Remedy, e);
        }
    }

    /// <summary>The text of a manifest, ending with a line break. [any thread]</summary>
    public static byte[] ToBytes(ModelManifest manifest) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(manifest, ManifestContext.Default.ModelManifest), (byte)'\n'];

    /// <summary>The serializer's message without the place, which it appends.</summary>
    private static string FirstSentence(string message)
    {
        var end = message.IndexOf(" Path: ", StringComparison.Ordinal);
        return (end < 0 ? message : message[..end]).ReplaceLineEndings(" ").TrimEnd('.');
    }
}

/// <summary>How manifests are written, generated when the program is built.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    WriteIndented = true,
    NewLine = "\n")]
[JsonSerializable(typeof(ModelManifest))]
internal sealed partial class ManifestContext : JsonSerializerContext;
