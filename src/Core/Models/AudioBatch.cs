namespace StreamHost.Core.Models;

/// <summary>
/// The next hop each of <see cref="Count"/> different streams of sound, with the memory to work in: all of it the host's, lent for the
/// duration of <see cref="IAudioModel.Process"/>.
/// </summary>
public readonly ref struct AudioBatch
{
    /// <summary>How many hops there are, at least 1.</summary>
    public required int Count { get; init; }

    /// <summary>[count, <see cref="IAudioModel.Hop"/>], full scale being -1 to 1.</summary>
    public required ReadOnlySpan<float> Samples { get; init; }

    /// <summary>[streams, <see cref="IAudioModel.StateLength"/>], on a 64-byte boundary: the states of all the worker's streams; read and written in place.</summary>
    public required Span<float> States { get; init; }

    /// <summary>[count]: the row of <see cref="States"/> that belongs to each hop; no row appears twice.</summary>
    public required ReadOnlySpan<int> Rows { get; init; }

    /// <summary>[count, labels]: the model writes its unnormalised log-probabilities (logits) at the end of the hop here.</summary>
    public required Span<float> Scores { get; init; }

    /// <summary>[<see cref="IAudioModel.ScratchLength"/>], on a 64-byte boundary, uninitialised.</summary>
    public required Span<float> Scratch { get; init; }
}
