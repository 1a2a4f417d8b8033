namespace StreamHost.Plugins.CKConv.Streaming;

/// <summary>A causal convolution of an endless signal, some steps of some streams at a time. Immutable: a stream's memory is a span of floats.</summary>
internal interface IStreamingConvolution : IDisposable
{
    /// <summary>Floats that a stream has to keep, a multiple of 16; zeros for one that has heard nothing.</summary>
    int StateLength { get; }

    /// <summary>Floats of scratch memory that a call for some streams needs.</summary>
    int ScratchLength(int streams);

    /// <summary>Takes the next steps of some streams, and leaves its part of their memory.</summary>
    /// <param name="x">[streams, steps, stride of the inputs].</param>
    /// <param name="y">[streams, steps, stride of the outputs], filled here, its padding too.</param>
    /// <param name="memory">The streams' memory.</param>
    /// <param name="scratch">[<see cref="ScratchLength"/>].</param>
    void Process(ReadOnlySpan<float> x, Span<float> y, StreamMemory memory, Span<float> scratch);
}
