using System.Text.Json;

namespace StreamHost.Host.Presets;

/// <summary>Finds the line in which a value of a JSON text begins, by its path.</summary>
internal static class JsonPlaces
{
    /// <summary>The line, from 1, of <paramref name="path"/> (<c>$.sinks[0].path</c>), or of the nearest value around it.</summary>
    public static long LineOf(ReadOnlySpan<byte> utf8, string path)
    {
        for (; path.Length > 1; path = path[..Math.Max(path.LastIndexOfAny(['.', '[']), 1)])
        {
            if (Find(utf8, path) is { } offset)
                return 1 + utf8[..(int)offset].Count((byte)'\n');
        }

        return 1;
    }

    private static long? Find(ReadOnlySpan<byte> utf8, string path)
    {
        var reader = new Utf8JsonReader(utf8);
        var open = new Stack<(string Path, int Index)>();
        var name = "";
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                name = reader.GetString()!;
                if ($"{open.Peek().Path}.{name}" == path)
                    return reader.TokenStartIndex;
                continue;
            }

            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                open.Pop();
                continue;
            }

            var here = PathOf(open, name);
            if (here == path)
                return reader.TokenStartIndex;
            if (reader.TokenType is JsonTokenType.StartObject)
                open.Push((here, -1));
            else if (reader.TokenType is JsonTokenType.StartArray)
                open.Push((here, 0));
        }

        return null;
    }

    private static string PathOf(Stack<(string Path, int Index)> open, string name)
    {
        if (!open.TryPop(out var parent))
            return "$";

        var isArray = parent.Index >= 0;
        open.Push((parent.Path, isArray ? parent.Index + 1 : -1));
        return isArray ? $"{parent.Path}[{parent.Index}]" : $"{parent.Path}.{name}";
    }
}
