using System.ComponentModel.DataAnnotations;
using StreamHost.Engine.Sinks;

namespace StreamHost.Host.Sinks.Csv;

/// <summary>Classifications as rows of a CSV file.</summary>
internal sealed record CsvOptions : SinkOptions
{
    /// <summary>The file, relative to the preset; <c>-</c>, the default, is standard output.</summary>
    [MinLength(1)]
    public string Path { get; init; } = "-";

    /// <inheritdoc/>
    public override IClassificationSink Open(SinkContext context) => new CsvSink(TextFile.Create(Path, context), context.Model);
}
