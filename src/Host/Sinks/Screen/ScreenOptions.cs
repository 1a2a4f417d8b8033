using StreamHost.Engine.Sinks;

namespace StreamHost.Host.Sinks.Screen;

/// <summary>Classifications for people: a live table in a terminal, a line for each new label elsewhere.</summary>
internal sealed record ScreenOptions : SinkOptions
{
    /// <inheritdoc/>
    public override IClassificationSink Open(SinkContext context)
    {
        var output = context.Output;
        return output.IsTerminal ? new LiveTableSink(output.Terminal, context, TimeProvider.System) : new LabelLinesSink(Console.Out);
    }
}
