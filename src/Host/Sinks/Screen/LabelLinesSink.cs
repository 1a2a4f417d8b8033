using System.Globalization;
using StreamHost.Core.Signals;
using StreamHost.Engine.Sinks;

namespace StreamHost.Host.Sinks.Screen;

/// <summary>Writes a plain line wherever a new label begins, or a stream's model becomes unavailable.</summary>
internal sealed class LabelLinesSink(TextWriter writer) : IClassificationSink
{
    private readonly Dictionary<StreamId, string> _unavailable = new(ReferenceEqualityComparer.Instance);

    public void Write(ReadOnlySpan<Classification> batch)
    {
        foreach (ref readonly var classification in batch)
        {
            if (classification.Unavailable is { } reason)
                WriteOnce(classification, reason);
            else if (_unavailable.Count > 0)
                _unavailable.Remove(classification.Stream);
            if (classification.IsOnset)
            {
                var probability = classification.Probabilities[classification.LabelIndex];
                WriteLine(classification, string.Create(CultureInfo.InvariantCulture, $"{classification.Label} {probability:F2}"));
            }
        }
    }

    public void Flush() => writer.Flush();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void WriteOnce(in Classification classification, string reason)
    {
        if (_unavailable.GetValueOrDefault(classification.Stream) == reason)
            return;

        _unavailable[classification.Stream] = reason;
        WriteLine(classification, $"unavailable: {reason}");
    }

    private void WriteLine(in Classification classification, string said) =>
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{UnixTime.ToDateTime(classification.To):HH:mm:ss.fff} {classification.Stream.Name} {said}"));
}
