using StreamHost.Core.Signals;
using StreamHost.Engine.Sinks;

namespace StreamHost.Engine.Tests;

/// <summary>Writes down all that it gets.</summary>
internal sealed class RecordingSink : IClassificationSink
{
    private readonly List<string> _lines = [];

    /// <summary>Called with the number of classifications so far, before each batch.</summary>
    public Action<int>? BeforeWrite { get; init; }

    public int Flushes { get; private set; }

    public IReadOnlyList<string> Lines => _lines;

    public void Write(ReadOnlySpan<Classification> batch)
    {
        BeforeWrite?.Invoke(_lines.Count);
        foreach (ref readonly var c in batch)
            _lines.Add(c.Unavailable is { } reason ? $"{c.Sequence} {c.Stream} {reason}" : $"{c.Sequence} {c.Stream} {c.From} {c.To} {c.Label} {c.IsOnset} {c.Probabilities[0]:R} {c.RawProbabilities[1]:R}");
    }

    public void Flush() => Flushes++;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
