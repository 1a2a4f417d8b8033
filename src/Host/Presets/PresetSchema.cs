using System.ComponentModel.DataAnnotations;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace StreamHost.Host.Presets;

/// <summary>The JSON Schema of a kind of preset, made from its option types: their documentation becomes descriptions, their attributes ranges.</summary>
internal static partial class PresetSchema
{
    private static readonly Dictionary<string, XDocument?> Documentation = [];

    /// <summary>The schema as the text of its file.</summary>
    public static string Of<T>(string title)
    {
        var options = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Describe };
        var schema = (JsonObject)PresetJson.Options.GetJsonSchemaAsNode(typeof(T), options);
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", title);
        var written = new JsonSerializerOptions { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        return schema.ToJsonString(written) + "\n";
    }

    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode node)
    {
        if (context.PropertyInfo is not { } property || node is not JsonObject schema)
            return node;

        foreach (var attribute in property.AttributeProvider?.GetCustomAttributes(typeof(ValidationAttribute), inherit: true) ?? [])
            AddRange(schema, attribute);
        if (SummaryOf(property) is { } summary)
            schema.Insert(0, "description", summary);
        return schema;
    }

    private static void AddRange(JsonObject schema, object attribute)
    {
        if (attribute is RangeAttribute range)
        {
            schema[range.MinimumIsExclusive ? "exclusiveMinimum" : "minimum"] = JsonSerializer.SerializeToNode(range.Minimum, range.OperandType);
            schema["maximum"] = JsonSerializer.SerializeToNode(range.Maximum, range.OperandType);
        }
        else if (attribute is RegularExpressionAttribute pattern)
        {
            schema["pattern"] = pattern.Pattern;
        }
    }

    /// <summary>The summary of a type's XML documentation, as plain text; null where the documentation is not beside the program.</summary>
    public static string? SummaryOf(Type type) => SummaryOf(type, $"T:{type.FullName}");

    private static string? SummaryOf(JsonPropertyInfo property) =>
        SummaryOf(property.DeclaringType, $"P:{property.DeclaringType.FullName}.{(property.AttributeProvider as System.Reflection.MemberInfo)?.Name}");

    private static string? SummaryOf(Type declaring, string key)
    {
        var assembly = declaring.Assembly.GetName().Name!;
        if (!Documentation.TryGetValue(assembly, out var document))
        {
            var path = Path.Combine(AppContext.BaseDirectory, assembly + ".xml");
            Documentation[assembly] = document = File.Exists(path) ? XDocument.Load(path) : null;
        }

        var summary = document?.Descendants("member").FirstOrDefault(member => (string?)member.Attribute("name") == key)?.Element("summary");
        return summary is null ? null : Spaces().Replace(PlainText(summary), " ").Trim();
    }

    private static string PlainText(XElement element) => string.Concat(element.Nodes().Select(node => node switch
    {
        XText text => text.Value,
        XElement reference when reference.Attribute("cref") is { } cref => JsonNamingPolicy.CamelCase.ConvertName(cref.Value.Split('.')[^1]),
        XElement inner => PlainText(inner),
        _ => "",
    }));

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
