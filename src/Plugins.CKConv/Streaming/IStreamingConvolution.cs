namespace StreamHost.Plugins.CKConv.Streaming;

/// <summary>A causal convolution of an endless signal, some steps at a time. Immutable: a stream's memory is a span of floats.</summary>
internal interface IStreamingConvolution : IDisposable
{
    /// <summary>Floats that a stream has to keep, a multiple of 16; zeros for one that has heard nothing.</summary>
    int StateLength { get; }

    /// <summary>Floats of scratch memory that a call needs.</summary>
    int ScratchLength { get; }

    /// <summary>Takes the next steps.</summary>
    /// <param name="x">[steps, stride of the inputs].</param>
    /// <param name="y">[steps, stride of the outputs], filled here, its padding too.</param>
    /// <param name="state">[<see cref="StateLength"/>].</param>
    /// <param name="scratch">[<see cref="ScratchLength"/>].</param>
    void Process(ReadOnlySpan<float> x, Span<float> y, Span<float> state, Span<float> scratch);
}
