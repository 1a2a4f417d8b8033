using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace StreamHost.Host.Presets;

/// <summary>
/// Holds a JSON value against the option types: every key known, every required one there, every value of its type and
/// within the range that its attribute says.
/// </summary>
/// <param name="mistake">Makes the exception for a path, what is wrong, and what would be right.</param>
internal sealed class PresetCheck(Func<string, string, string, Exception> mistake)
{
    private static readonly JsonSerializerOptions Options = PresetJson.Options;

    public void Check(JsonElement value, Type type, string path)
    {
        var info = Options.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);
        if (info.Kind == JsonTypeInfoKind.Object && type != typeof(JsonElement))
            CheckObject(value, info, path);
        else if (info.Kind == JsonTypeInfoKind.Enumerable)
            CheckList(value, info, path);
        else
            CheckScalar(value, info.Type, path);
    }

    private void CheckObject(JsonElement value, JsonTypeInfo info, string path)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw mistake(path, $"{Said(value)} is not an object", "write { ... }");

        var discriminator = info.PolymorphismOptions?.TypeDiscriminatorPropertyName;
        if (discriminator is not null)
            info = Derived(value, info.PolymorphismOptions!, discriminator, path);
        var known = info.Properties.Where(property => property.Set is not null || property.AssociatedParameter is not null).ToDictionary(property => property.Name);
        foreach (var member in value.EnumerateObject().Where(member => member.Name != discriminator))
        {
            var place = $"{path}.{member.Name}";
            if (!known.TryGetValue(member.Name, out var property))
                throw mistake(place, $"unknown key \"{member.Name}\"", NearestWord.Suggest(member.Name, [.. known.Keys, .. discriminator is null ? [] : new[] { discriminator }]));
            CheckMember(member.Value, property, place);
        }

        if (known.Values.FirstOrDefault(property => property.IsRequired && !value.TryGetProperty(property.Name, out _)) is { } missing)
            throw mistake(path, $"\"{missing.Name}\" is missing", "it is required");
    }

    private JsonTypeInfo Derived(JsonElement value, JsonPolymorphismOptions options, string discriminator, string path)
    {
        string[] words = [.. options.DerivedTypes.Select(derived => (string)derived.TypeDiscriminator!)];
        if (!value.TryGetProperty(discriminator, out var word) || word.ValueKind != JsonValueKind.String)
            throw mistake(path, $"\"{discriminator}\" is missing", $"use one of {string.Join(", ", words)}");

        var derived = options.DerivedTypes.FirstOrDefault(type => word.ValueEquals((string)type.TypeDiscriminator!));
        return derived.DerivedType is { } found
            ? Options.GetTypeInfo(found)
            : throw mistake($"{path}.{discriminator}", $"unknown {discriminator} {Said(word)}", NearestWord.Suggest(word.GetString()!, words));
    }

    private void CheckMember(JsonElement value, JsonPropertyInfo property, string path)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            if (!property.IsSetNullable)
                throw mistake(path, "it is null", "leave it out, or give a value");
            return;
        }

        Check(value, property.PropertyType, path);
        var attributes = property.AttributeProvider?.GetCustomAttributes(typeof(ValidationAttribute), inherit: true) ?? [];
        foreach (var attribute in attributes.Cast<ValidationAttribute>())
            CheckRange(value, attribute, path);
    }

    private void CheckRange(JsonElement value, ValidationAttribute attribute, string path)
    {
        if (attribute is RangeAttribute range)
        {
            if (!IsIn(range, value.GetDouble()))
                throw mistake(path, $"{value} is out of range", string.Create(CultureInfo.InvariantCulture, $"use {(range.MinimumIsExclusive ? "above " : "")}{range.Minimum} to {range.Maximum}"));
        }
        else if (attribute is MinLengthAttribute length)
        {
            var actual = value.ValueKind == JsonValueKind.Array ? value.GetArrayLength() : value.GetString()!.Length;
            if (actual < length.Length)
                throw mistake(path, "it is empty", $"give at least {length.Length}");
        }
        else if (attribute is AllowedValuesAttribute allowed && !allowed.Values.Any(word => word is string text && value.ValueEquals(text)))
        {
            throw mistake(path, $"{Said(value)} is not known", $"use {string.Join(", ", allowed.Values)}");
        }
        else if (attribute is RegularExpressionAttribute pattern && !pattern.IsValid(value.GetString()))
        {
            throw mistake(path, $"{Said(value)} is not understood", pattern.ErrorMessage ?? $"match {pattern.Pattern}");
        }
    }

    private static bool IsIn(RangeAttribute range, double number)
    {
        var (low, high) = (Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture), Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture));
        return (range.MinimumIsExclusive ? number > low : number >= low) && number <= high;
    }

    private void CheckList(JsonElement value, JsonTypeInfo info, string path)
    {
        if (value.ValueKind != JsonValueKind.Array)
            throw mistake(path, $"{Said(value)} is not a list", "write [ ... ]");

        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            var place = $"{path}[{index++}]";
            if (item.ValueKind == JsonValueKind.Null)
                throw mistake(place, "it is null", "leave it out, or give a value");
            Check(item, info.ElementType!, place);
        }
    }

    private void CheckScalar(JsonElement value, Type type, string path)
    {
        try
        {
            value.Deserialize(type, Options);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw mistake(path, $"{Said(value)} is not {Expected(type)}", Remedy(type));
        }
    }

    private static string Said(JsonElement value) => value.ValueKind is JsonValueKind.Object or JsonValueKind.Array
        ? $"{(value.ValueKind == JsonValueKind.Object ? "an object" : "a list")}"
        : value.GetRawText();

    private static string Expected(Type type) =>
        type.IsEnum ? "one of the words for it"
        : type == typeof(bool) ? "true or false"
        : type == typeof(string) ? "a text"
        : type == typeof(double) || type == typeof(float) ? "a number"
        : typeof(IEnumerable).IsAssignableFrom(type) ? "a list"
        : "a whole number";

    private static string Remedy(Type type) => type.IsEnum
        ? $"use {string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName))}"
        : type == typeof(string) ? "write it in quotes" : $"write {Expected(type)}";
}
