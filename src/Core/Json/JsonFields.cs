using System.Globalization;
using System.Text.Json;

namespace StreamHost.Core.Json;

/// <summary>
/// The keys of one JSON object, asked for one by one: a value out of range and a key that nobody asked for are refused
/// with their path. For plugins to read their architectures with: a serializer's caches would keep a plugin's types, and so
/// the plugin, loaded.
/// </summary>
public sealed class JsonFields
{
    private readonly Dictionary<string, JsonElement> _values = new(StringComparer.Ordinal);
    private readonly List<string> _asked = [];
    private readonly string _path;

    /// <param name="element">The object; anything else is refused.</param>
    /// <param name="path">Where it stands, for messages: <c>$.architecture</c>.</param>
    public JsonFields(JsonElement element, string path)
    {
        _path = path;
        if (element.ValueKind != JsonValueKind.Object)
            throw new InputException(path, $"{Shown(element)} is not an object", "give an object, { ... }");

        foreach (var property in element.EnumerateObject())
        {
            if (!_values.TryAdd(property.Name, property.Value))
                throw Wrong(property.Name, "it stands there twice", "keep one of them");
        }
    }

    /// <summary>Whether the key is there and not null.</summary>
    public bool Has(string key)
    {
        _asked.Add(key);
        return _values.TryGetValue(key, out var value) && value.ValueKind != JsonValueKind.Null;
    }

    /// <summary>A whole number, or the default where there is none.</summary>
    public int Whole(string key, int fallback, int low, int high) => WholeOrNull(key, low, high) ?? fallback;

    /// <summary>A whole number that has no default.</summary>
    public int RequiredWhole(string key, int low, int high) =>
        WholeOrNull(key, low, high) ?? throw Wrong(key, "it is missing", $"give a whole number from {low} to {high}");

    /// <summary>A whole number, or null where there is none.</summary>
    public int? WholeOrNull(string key, int low, int high)
    {
        if (!Has(key))
            return null;
        if (_values[key].ValueKind == JsonValueKind.Number && _values[key].TryGetInt32(out var number) && number >= low && number <= high)
            return number;
        throw Wrong(key, $"{Shown(_values[key])} is not allowed", $"give a whole number from {low} to {high}");
    }

    /// <summary>A seed, or the default where there is none.</summary>
    public uint Seed(string key, uint fallback)
    {
        if (!Has(key))
            return fallback;
        if (_values[key].ValueKind == JsonValueKind.Number && _values[key].TryGetUInt32(out var number))
            return number;
        throw Wrong(key, $"{Shown(_values[key])} is not allowed", $"give a whole number from 0 to {uint.MaxValue}");
    }

    /// <summary>A number of which <paramref name="isGood"/> holds, or the default where there is none.</summary>
    public double Number(string key, double fallback, Func<double, bool> isGood, string range)
    {
        if (!Has(key))
            return fallback;
        if (_values[key].ValueKind == JsonValueKind.Number && _values[key].TryGetDouble(out var number) && isGood(number))
            return number;
        throw Wrong(key, $"{Shown(_values[key])} is not allowed", $"give a number {range}");
    }

    /// <summary>A truth value, or the default where there is none.</summary>
    public bool Flag(string key, bool fallback)
    {
        if (!Has(key))
            return fallback;
        return _values[key].ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Wrong(key, $"{Shown(_values[key])} is not allowed", "give true or false"),
        };
    }

    /// <summary>One of the words, or the default where there is none.</summary>
    public T Choice<T>(string key, Words<T> words, T fallback)
        where T : struct
    {
        if (!Has(key))
            return fallback;
        if (_values[key].ValueKind == JsonValueKind.String && words.TryFind(_values[key].GetString()!, out var found))
            return found;
        throw Wrong(key, $"{Shown(_values[key])} is not known", $"give {words.Listed}");
    }

    /// <summary>A text that has no default.</summary>
    public string RequiredText(string key) => Has(key) && _values[key].ValueKind == JsonValueKind.String
        ? _values[key].GetString()!
        : throw Wrong(key, "it is missing or no text", "give a text");

    /// <summary>A list of whole numbers, empty where there is none.</summary>
    public IReadOnlyList<int> Wholes(string key, int low, int high) =>
        Has(key) && _values[key].ValueKind == JsonValueKind.Array && _values[key].GetArrayLength() == 0 ? [] : RequiredWholes(key, low, high);

    /// <summary>A list of whole numbers that has no default.</summary>
    public IReadOnlyList<int> RequiredWholes(string key, int low, int high)
    {
        if (!Has(key) || _values[key].ValueKind != JsonValueKind.Array || _values[key].GetArrayLength() == 0)
            throw Wrong(key, "it is missing or no list", $"give a list of whole numbers from {low} to {high}");

        return [.. _values[key].EnumerateArray().Select((item, index) =>
            item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out var number) && number >= low && number <= high
                ? number
                : throw Wrong($"{key}[{index}]", $"{Shown(item)} is not allowed", $"give a whole number from {low} to {high}"))];
    }

    /// <summary>The object under a key, or null where there is none.</summary>
    public JsonFields? Object(string key) => Has(key) ? new JsonFields(_values[key], $"{_path}.{key}") : null;

    /// <summary>The value under a key that was found to be there.</summary>
    public JsonElement Value(string key) => _values[key];

    /// <summary>Refuses what nobody asked for; called once all has been.</summary>
    public void RefuseOthers()
    {
        foreach (var key in _values.Keys)
        {
            if (!_asked.Contains(key))
                throw Wrong(key, "there is no such key here", $"the keys are {string.Join(", ", _asked.Distinct())}");
        }
    }

    /// <summary>What to throw about a key.</summary>
    public InputException Wrong(string key, string what, string remedy) => new($"{_path}.{key}", what, remedy);

    /// <summary>A value as a message shows it.</summary>
    public static string Shown(JsonElement element)
    {
        var text = element.GetRawText().ReplaceLineEndings(" ");
        return text.Length <= 40 ? text : string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, 40)}...");
    }
}
