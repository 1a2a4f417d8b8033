using StreamHost.Core.Signals;

namespace StreamHost.Engine.Sinks;

/// <summary>Where classifications go: a console, a file. All members are called on the sinks' one thread.</summary>
public interface IClassificationSink : IAsyncDisposable
{
    /// <summary>Takes classifications in the order of their events. The batch and its scores are lent for this call.</summary>
    /// <exception cref="Core.WorkFailedException">It can't write any more; the pipeline stops its source, drains and reports.</exception>
    void Write(ReadOnlySpan<Classification> batch);

    /// <summary>Makes what was written visible to others. Called when the stream pauses and at its end.</summary>
    void Flush();
}
