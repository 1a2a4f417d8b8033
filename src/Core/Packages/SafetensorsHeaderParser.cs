using System.Text;
using System.Text.Json;

namespace StreamHost.Core.Packages;

/// <summary>Walks the JSON of a safetensors header, token by token.</summary>
internal ref struct SafetensorsHeaderParser(ReadOnlySpan<byte> json, string where)
{
    private static readonly (string Name, TensorElement Type)[] Types =
    [
        ("F32", TensorElement.Float32),
        ("F64", TensorElement.Float64),
        ("I64", TensorElement.Int64),
        ("I32", TensorElement.Int32),
        ("U8", TensorElement.UInt8),
        ("BOOL", TensorElement.Boolean),
    ];

    private readonly List<SafetensorsEntry> _entries = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private Utf8JsonReader _reader = new(json);

    /// <summary>The name by which files know an element type.</summary>
    public static string NameOf(TensorElement type) => Types.First(known => known.Type == type).Name;

    public SafetensorsHeader Parse()
    {
        _reader.Read();
        while (ReadName("") is { } name)
        {
            if (!_names.Add(name))
                throw Wrong(name, "its name stands twice in the header", "every name stands once");
            if (name == SafetensorsHeader.MetadataKey)
                ParseMetadata();
            else
                _entries.Add(ParseEntry(name));
        }

        _reader.Read();
        return new SafetensorsHeader(_entries, _metadata);
    }

    private void ParseMetadata()
    {
        const string Remedy = "it maps texts to texts";
        Expect(JsonTokenType.StartObject, SafetensorsHeader.MetadataKey, "it", Remedy);
        while (ReadName(SafetensorsHeader.MetadataKey) is { } key)
        {
            Expect(JsonTokenType.String, SafetensorsHeader.MetadataKey, Quoted.Text(key), Remedy);
            if (!_metadata.TryAdd(key, _reader.GetString()!))
                throw Wrong(SafetensorsHeader.MetadataKey, $"the key {Quoted.Text(key)} stands twice", "every key stands once");
        }
    }

    private SafetensorsEntry ParseEntry(string name)
    {
        TensorElement? type = null;
        long[]? shape = null;
        long[]? offsets = null;
        Expect(JsonTokenType.StartObject, name, "its entry", "it is an object with dtype, shape and data_offsets");
        while (ReadName(name) is { } key)
        {
            var twice = key switch
            {
                "dtype" => type is not null,
                "shape" => shape is not null,
                "data_offsets" => offsets is not null,
                _ => throw Wrong(name, $"its entry has an unknown key {Quoted.Text(key)}", "the keys are dtype, shape and data_offsets"),
            };
            if (twice)
                throw Wrong(name, $"{key} stands twice", "every key stands once");
            if (key == "dtype")
                type = ParseType(name);
            else if (key == "shape")
                shape = ParseNumbers(name, key);
            else
                offsets = ParseNumbers(name, key);
        }

        return Complete(name, type, shape, offsets);
    }

    private readonly SafetensorsEntry Complete(string name, TensorElement? type, long[]? shape, long[]? offsets)
    {
        var missing = type is null ? "dtype" : shape is null ? "shape" : offsets is null ? "data_offsets" : null;
        if (missing is not null)
            throw Wrong(name, $"{missing} is missing", "an entry has dtype, shape and data_offsets");
        if (offsets!.Length != 2)
            throw Wrong(name, $"data_offsets has {offsets.Length} numbers", "it is [begin, end]");
        return new SafetensorsEntry(name, type!.Value, shape!, offsets[0], offsets[1]);
    }

    private TensorElement ParseType(string name)
    {
        Expect(JsonTokenType.String, name, "dtype", "it is a text such as \"F32\"");
        var text = _reader.GetString();
        foreach (var (known, type) in Types)
        {
            if (known == text)
                return type;
        }

        throw Wrong(name, $"dtype {Quoted.Text(text)} is not known here", $"use one of {string.Join(", ", Types.Select(known => known.Name))}");
    }

    private long[] ParseNumbers(string name, string key)
    {
        const string Remedy = "it is a list of whole numbers from 0";
        Expect(JsonTokenType.StartArray, name, key, Remedy);
        var numbers = new List<long>();
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            if (_reader.TokenType != JsonTokenType.Number || !_reader.TryGetInt64(out var number) || number < 0)
                throw Wrong(name, $"{key} holds {Shown()}", Remedy);
            numbers.Add(number);
        }

        return [.. numbers];
    }

    /// <summary>The next key of the object, or null at its end.</summary>
    private string? ReadName(string owner)
    {
        _reader.Read();
        return _reader.TokenType == JsonTokenType.EndObject ? null : _reader.GetString();
    }

    private void Expect(JsonTokenType type, string name, string what, string remedy)
    {
        _reader.Read();
        if (_reader.TokenType != type)
            throw Wrong(name, $"{what} is {Shown()}", remedy);
    }

    private readonly string Shown() => _reader.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.String => Quoted.Text(_reader.ValueSpan),
        _ => Encoding.UTF8.GetString(_reader.ValueSpan[..Math.Min(_reader.ValueSpan.Length, 40)]),
    };

    private readonly InputException Wrong(string name, string what, string remedy) =>
        new(name == SafetensorsHeader.MetadataKey ? $"{where}, {name}" : $"{where}, tensor {Quoted.Text(name)}", what, remedy);
}
