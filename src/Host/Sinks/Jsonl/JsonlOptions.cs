using System.ComponentModel.DataAnnotations;
using StreamHost.Engine.Sinks;

namespace StreamHost.Host.Sinks.Jsonl;

/// <summary>Classifications as one JSON object a line.</summary>
internal sealed record JsonlOptions : SinkOptions
{
    /// <summary>The file, relative to the preset; <c>-</c>, the default, is standard output.</summary>
    [MinLength(1)]
    public string Path { get; init; } = "-";

    /// <inheritdoc/>
    public override IClassificationSink Open(SinkContext context) => new JsonlSink(TextFile.Create(Path, context), context.Model);
}
