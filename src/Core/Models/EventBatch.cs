namespace StreamHost.Core.Models;

/// <summary>
/// One event each of <see cref="Count"/> different streams, with the memory to work in: all of it the host's, lent for
/// the duration of <see cref="IEventModel.Process"/>. Every span starts on a 64-byte boundary.
/// </summary>
public readonly ref struct EventBatch
{
    /// <summary>How many events there are, at least 1.</summary>
    public required int Count { get; init; }

    /// <summary>[count, features], as measured; NaN means "not measured".</summary>
    public required ReadOnlySpan<float> Values { get; init; }

    /// <summary>[count]: seconds of event time since the same stream's previous event, never negative; NaN for its first event.</summary>
    public required ReadOnlySpan<double> Elapsed { get; init; }

    /// <summary>[streams, <see cref="IEventModel.StateLength"/>]: the states of all the worker's streams; read and written in place.</summary>
    public required Span<float> States { get; init; }

    /// <summary>[count]: the row of <see cref="States"/> that belongs to each event; no row appears twice.</summary>
    public required ReadOnlySpan<int> Rows { get; init; }

    /// <summary>[count, labels]: the model writes its unnormalised log-probabilities (logits) here.</summary>
    public required Span<float> Scores { get; init; }

    /// <summary>[<see cref="IEventModel.ScratchLength"/>], uninitialised.</summary>
    public required Span<float> Scratch { get; init; }
}
