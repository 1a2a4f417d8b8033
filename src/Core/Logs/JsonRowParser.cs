using System.Text;
using System.Text.Json;
using StreamHost.Core.Signals;

namespace StreamHost.Core.Logs;

/// <summary>Understands the rows of a JSONL log.</summary>
internal sealed class JsonRowParser : RowParser
{
    /// <summary>The key of the values.</summary>
    public const string ValuesKey = "values";

    private readonly bool _onlyKnownValues;
    private readonly byte[] _timeKey;
    private readonly byte[] _streamKey;
    private readonly byte[] _labelKey;
    private string[] _features = [];
    private byte[][] _featureKeys = [];

    /// <summary>The row in which each feature was seen last.</summary>
    private long[] _seenIn = [];

    /// <summary>The feature that followed each one in an earlier row, at its index + 1: a guess that makes look-ups cheap.</summary>
    private int[] _next = [];
    private long _rowNumber;
    private byte[] _text = new byte[64];

    public JsonRowParser(string file, EventLogOptions options, StreamTable streams)
        : base(file, options, streams)
    {
        _timeKey = Encoding.UTF8.GetBytes(options.TimeColumn);
        _streamKey = Encoding.UTF8.GetBytes(options.StreamColumn);
        _labelKey = Encoding.UTF8.GetBytes(options.LabelColumn);
        _onlyKnownValues = options.Features is null;
        if (options.Features is { } features)
            SetFeatures([.. features]);
    }

    public override bool StartIsRow => true;

    public override IReadOnlyList<string> Features => _features;

    public override RowFault Start(ReadOnlySpan<byte> line)
    {
        try
        {
            var names = ReadValueNames(line);
            if (names.Count == 0)
                return Row.Blame(RowFault.NoValues, null);
            SetFeatures([.. names]);
            return RowFault.None;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Row.Blame(RowFault.NotJson, null);
        }
    }

    public override RowFault Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            return ParseRow(ref reader);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Row.Blame(RowFault.NotJson, null);
        }
    }

    public override (string What, string Remedy) Explain(RowFault fault, ReadOnlySpan<byte> line) => fault switch
    {
        RowFault.UnknownValue => (
            $"{Quoted.Text(line[Row.Text])} is not among the values of the first row", "name the features in the options, or log every value in the first row, with null where not measured"),
        RowFault.NoValues => ("the row has no values", "a row is {\"time\": 12.5, \"stream\": \"a\", \"values\": {\"cpu\": 0.5}}"),
        _ => ($"{Quoted.Text(line)} is not a JSON object", "a row is {\"time\": 12.5, \"stream\": \"a\", \"values\": {\"cpu\": 0.5}}"),
    };

    private static List<string> ReadValueNames(ReadOnlySpan<byte> line)
    {
        var names = new List<string>();
        var reader = new Utf8JsonReader(line);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            return names;

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isValues = reader.ValueTextEquals(ValuesKey);
            reader.Read();
            if (!isValues || reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                names.Add(reader.GetString()!);
                reader.Read();
                reader.Skip();
            }
        }

        return names;
    }

    private void SetFeatures(string[] features)
    {
        _features = [.. features.Distinct()];
        _featureKeys = Array.ConvertAll(_features, Encoding.UTF8.GetBytes);
        _seenIn = new long[_features.Length];
        _next = [.. Enumerable.Range(0, _features.Length + 1)];
        _next[^1] = 0;
        Row.Values = new float[_features.Length];
    }

    private RowFault ParseRow(ref Utf8JsonReader reader)
    {
        _rowNumber++;
        Row.Stream = null;
        Row.Label = null;
        Row.Values.AsSpan().Fill(float.NaN);
        var seen = Keys.None;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            return Blame(RowFault.WrongKind, null, ref reader);

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = KeyOf(ref reader);
            if ((seen & key) != 0)
                return Row.Blame(RowFault.KeyTwice, NameOf(key));

            seen |= key;
            reader.Read();
            var fault = Take(key, ref reader);
            if (fault != RowFault.None)
                return fault;
        }

        reader.Read();
        Row.Stream ??= Default;
        if ((seen & Keys.Time) == 0)
            return Row.Blame(RowFault.NoTime, Options.TimeColumn);
        return (seen & Keys.Values) == 0 ? Row.Blame(RowFault.NoValues, null) : RowFault.None;
    }

    private Keys KeyOf(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals(_timeKey))
            return Keys.Time;
        if (reader.ValueTextEquals(_streamKey))
            return Keys.Stream;
        if (reader.ValueTextEquals(_labelKey))
            return Keys.Label;
        return reader.ValueTextEquals("values"u8) ? Keys.Values : Keys.None;
    }

    private string NameOf(Keys key) => key switch
    {
        Keys.Time => Options.TimeColumn,
        Keys.Stream => Options.StreamColumn,
        Keys.Label => Options.LabelColumn,
        _ => ValuesKey,
    };

    private RowFault Take(Keys key, ref Utf8JsonReader reader)
    {
        switch (key)
        {
            case Keys.Time:
                return TakeTime(ref reader);
            case Keys.Stream:
                return TakeStream(ref reader);
            case Keys.Label:
                return TakeLabel(ref reader);
            case Keys.Values:
                return TakeValues(ref reader);
            default:
                reader.Skip();
                return RowFault.None;
        }
    }

    private RowFault TakeTime(ref Utf8JsonReader reader)
    {
        var isText = Options.TimeUnit == EventTimeUnit.Iso8601;
        if (reader.TokenType != (isText ? JsonTokenType.String : JsonTokenType.Number)
            || !TimeText.TryParse(Text(ref reader), Options.TimeUnit, out var time))
        {
            return Blame(RowFault.NotATime, Options.TimeColumn, ref reader);
        }

        Row.Time = time;
        return RowFault.None;
    }

    private RowFault TakeStream(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return RowFault.None;
        if (reader.TokenType != JsonTokenType.String || reader.ValueSpan.IsEmpty)
            return Blame(RowFault.NoStream, Options.StreamColumn, ref reader);

        Row.Stream = Streams.Get(Text(ref reader));
        return RowFault.None;
    }

    private RowFault TakeLabel(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null))
            return Blame(RowFault.WrongKind, Options.LabelColumn, ref reader);
        if (reader.TokenType == JsonTokenType.String && !reader.ValueSpan.IsEmpty)
            Row.Label = Labels.Get(Text(ref reader));
        return RowFault.None;
    }

    private RowFault TakeValues(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            return Blame(RowFault.WrongKind, ValuesKey, ref reader);

        var last = -1;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var feature = FeatureOf(ref reader, last);
            if (feature < 0 && _onlyKnownValues)
                return Blame(RowFault.UnknownValue, null, ref reader);

            var fault = RowFault.None;
            reader.Read();
            if (feature < 0)
                reader.Skip();
            else
                fault = TakeValue(ref reader, last = feature);
            if (fault != RowFault.None)
                return Blame(fault, _features[feature], ref reader);
        }

        return RowFault.None;
    }

    private RowFault TakeValue(ref Utf8JsonReader reader, int feature)
    {
        if (_seenIn[feature] == _rowNumber)
            return RowFault.KeyTwice;

        _seenIn[feature] = _rowNumber;
        return reader.TokenType switch
        {
            JsonTokenType.Number => Row.SetValue(feature, reader.ValueSpan),
            JsonTokenType.Null => RowFault.None,
            _ => RowFault.NotANumber,
        };
    }

    /// <summary>The feature that a property names, or -1; tries first what followed the last one in an earlier row.</summary>
    private int FeatureOf(ref Utf8JsonReader reader, int last)
    {
        var guess = _next[last + 1];
        if (reader.ValueTextEquals(_featureKeys[guess]))
            return guess;

        for (var feature = 0; feature < _featureKeys.Length; feature++)
        {
            if (reader.ValueTextEquals(_featureKeys[feature]))
                return _next[last + 1] = feature;
        }

        return -1;
    }

    /// <summary>A token's text, without escapes.</summary>
    private ReadOnlySpan<byte> Text(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
            return reader.ValueSpan;
        if (_text.Length < reader.ValueSpan.Length)
            _text = new byte[2 * reader.ValueSpan.Length];
        return _text.AsSpan(0, reader.CopyString(_text));
    }

    private RowFault Blame(RowFault fault, string? key, ref Utf8JsonReader reader)
    {
        var quote = reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? 1 : 0;
        var from = (int)reader.TokenStartIndex + quote;
        return Row.Blame(fault, key, from..(from + reader.ValueSpan.Length));
    }

    [Flags]
    private enum Keys
    {
        None = 0,
        Time = 1,
        Stream = 2,
        Label = 4,
        Values = 8,
    }
}
