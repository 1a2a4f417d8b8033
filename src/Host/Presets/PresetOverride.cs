using System.Text.Json;
using System.Text.Json.Nodes;
using StreamHost.Core;

namespace StreamHost.Host.Presets;

/// <summary>One <c>--set key=value</c>: a place in a preset and the value that it gets.</summary>
/// <param name="Path">As <c>$.sinks[0].path</c>.</param>
/// <param name="Value">JSON, or a text where it isn't any.</param>
/// <param name="Written">How it stood on the command line, for messages.</param>
internal sealed record PresetOverride(string Path, JsonNode? Value, string Written)
{
    /// <exception cref="InputException">There is no key or no value.</exception>
    public static PresetOverride Parse(string written)
    {
        var equals = written.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
            throw new InputException($"--set {written}", "it has no key or no value", "write key=value, such as decision.threshold=0.8");

        var keys = written[..equals].Split('.');
        var path = string.Concat(keys.Select(key => int.TryParse(key, out var index) ? $"[{index}]" : $".{key}"));
        return new PresetOverride($"${path}", ParseValue(written[(equals + 1)..]), $"--set {written}");
    }

    /// <summary>Puts the value in its place, making the objects on the way.</summary>
    /// <exception cref="InputException">There is no such place.</exception>
    public void Apply(JsonNode root)
    {
        var steps = Path[1..].Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries);
        var node = root;
        for (var i = 0; i < steps.Length - 1; i++)
            node = Step(node, steps[i]);
        if (node is JsonArray list && int.TryParse(steps[^1], out var index) && index < list.Count)
            list[index] = Value?.DeepClone();
        else if (node is JsonObject members)
            members[steps[^1]] = Value?.DeepClone();
        else
            throw new InputException(Written, $"there is no {Path}", "name a key of the preset, with its list's index where it is in one");
    }

    private JsonNode Step(JsonNode node, string key)
    {
        if (node is JsonArray list && int.TryParse(key, out var index) && index < list.Count && list[index] is { } item)
            return item;
        if (node is not JsonObject members)
            throw new InputException(Written, $"there is no {Path}", "name a key of the preset, with its list's index where it is in one");
        if (members[key] is null)
            members[key] = new JsonObject();
        return members[key]!;
    }

    private static JsonNode? ParseValue(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}
