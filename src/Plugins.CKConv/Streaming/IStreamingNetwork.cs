namespace StreamHost.Plugins.CKConv.Streaming;

/// <summary>A network some steps of some streams at a time. Immutable: a stream's memory is a span of floats.</summary>
internal interface IStreamingNetwork : IDisposable
{
    /// <summary>Floats of a step that enters, a multiple of 16.</summary>
    int InputStride { get; }

    /// <summary>Floats that a stream has to keep, a multiple of 16; zeros for one that has heard nothing.</summary>
    int StateLength { get; }

    /// <summary>Part of what those floats mean: 0, unless nobody else can go on from them.</summary>
    ulong StateMark { get; }

    /// <summary>What failed, if anything did, in one line; it goes on by other means.</summary>
    string? Degraded { get; }

    /// <summary>Streams that it takes together best, and at most.</summary>
    int MostTogether { get; }

    /// <summary>Floats of scratch memory that a call for some streams needs.</summary>
    int ScratchLength(int streams);

    /// <summary>Takes the next steps of some streams, and gives the scores of the last.</summary>
    /// <param name="x">[streams, steps, <see cref="InputStride"/>].</param>
    /// <param name="scores">[streams, labels], filled here.</param>
    /// <param name="memory">The streams' memory.</param>
    /// <param name="scratch">[<see cref="ScratchLength"/>].</param>
    void Process(ReadOnlySpan<float> x, Span<float> scores, StreamMemory memory, Span<float> scratch);
}
