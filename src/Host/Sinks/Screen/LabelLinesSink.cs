using System.Globalization;
using StreamHost.Core.Signals;
using StreamHost.Engine.Sinks;

namespace StreamHost.Host.Sinks.Screen;

/// <summary>Writes a plain line wherever a new label begins.</summary>
internal sealed class LabelLinesSink(TextWriter writer) : IClassificationSink
{
    public void Write(ReadOnlySpan<Classification> batch)
    {
        foreach (ref readonly var classification in batch)
        {
            if (classification.IsOnset)
            {
                var time = UnixTime.ToDateTime(classification.To);
                var probability = classification.Probabilities[classification.LabelIndex];
                writer.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{time:HH:mm:ss.fff} {classification.Stream.Name} {classification.Label} {probability:F2}"));
            }
        }
    }

    public void Flush() => writer.Flush();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
