using StreamHost.Engine.Sinks;
using StreamHost.Host.Sinks.Jsonl;

namespace StreamHost.Host.Sinks.Screen;

/// <summary>
/// Classifications for people: a live table in a terminal, a line for each new label elsewhere. With <c>--json</c>, a
/// JSON line for each classification.
/// </summary>
internal sealed record ScreenOptions : SinkOptions
{
    /// <inheritdoc/>
    public override IClassificationSink Open(SinkContext context)
    {
        var output = context.Output;
        if (output.IsJson)
            return new JsonlOptions().Open(context);

        return output.IsTerminal ? new LiveTableSink(output.Region, context, TimeProvider.System) : new LabelLinesSink(Console.Out);
    }
}
