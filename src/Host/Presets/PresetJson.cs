using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace StreamHost.Host.Presets;

/// <summary>How presets are written down: strict JSON, keys in camelCase.</summary>
internal static class PresetJson
{
    /// <summary>Nothing unknown, nothing twice, nothing null that must not be; a type's name may stand anywhere in its object.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        AllowOutOfOrderMetadataProperties = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };
}
