using System.Text.Json.Serialization;
using StreamHost.Core.Logs;
using StreamHost.Engine.Sources;

namespace StreamHost.Host.Sources.StandardInput;

/// <summary>Events from standard input, one JSON object a line, classified as they come.</summary>
internal sealed record StandardInputOptions : SourceOptions
{
    /// <summary>How to read the lines; the format is JSONL.</summary>
    public EventLogOptions Log { get; init; } = new() { Format = EventLogFormat.Jsonl };

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsLive => true;

    /// <inheritdoc/>
    public override IEventSource Open(SourceContext context) =>
        new StandardInputSource(Log, context.Features, () => Console.OpenStandardInput());
}
