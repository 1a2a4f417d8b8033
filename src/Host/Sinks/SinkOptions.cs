using System.Text.Json.Serialization;
using StreamHost.Engine.Sinks;
using StreamHost.Host.Sinks.Csv;
using StreamHost.Host.Sinks.Jsonl;
using StreamHost.Host.Sinks.Screen;

namespace StreamHost.Host.Sinks;

/// <summary>Where a preset's classifications go. A kind of sink is a folder with its options and its sink, and a line here.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(ScreenOptions), "console")]
[JsonDerivedType(typeof(JsonlOptions), "jsonl")]
[JsonDerivedType(typeof(CsvOptions), "csv")]
internal abstract record SinkOptions
{
    /// <summary>Opens the sink.</summary>
    /// <exception cref="Core.InputException">Its file can't be written.</exception>
    public abstract IClassificationSink Open(SinkContext context);
}
