using System.Text.Json.Serialization;
using StreamHost.Engine.Sinks;

namespace StreamHost.Host.Sinks;

/// <summary>Where a preset's classifications go. A kind of sink is a folder with its options and its sink, and a line here.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
internal abstract record SinkOptions
{
    /// <summary>Opens the sink.</summary>
    /// <exception cref="Core.InputException">Its file can't be written.</exception>
    public abstract IClassificationSink Open(SinkContext context);
}
