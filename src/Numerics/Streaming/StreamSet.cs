namespace StreamHost.Numerics.Streaming;

/// <summary>Streams that are at the same hop, so that what is read of the kernels is read once for all.</summary>
/// <param name="Count">How many, at least 1.</param>
/// <param name="X">[count]: where each stream's block of inputs begins, [inputs, block].</param>
/// <param name="Y">[count]: where its block of outputs begins, [outputs, block].</param>
/// <param name="States">[count]: where its state begins.</param>
internal readonly unsafe record struct StreamSet(int Count, nint X, nint Y, nint States)
{
    /// <summary>A stream's inputs.</summary>
    public float* Input(int stream) => ((float**)X)[stream];

    /// <summary>A stream's outputs.</summary>
    public float* Output(int stream) => ((float**)Y)[stream];

    /// <summary>A stream's state.</summary>
    public float* State(int stream) => ((float**)States)[stream];
}
