namespace StreamHost.Plugins.CKConv.Streaming;

/// <summary>The states of some streams that go through a network together; each layer takes its part and leaves the rest.</summary>
/// <param name="floats">Holds the states.</param>
/// <param name="starts">[streams]: where in them what is left of each stream's begins; moved on by each layer.</param>
internal readonly ref struct StreamMemory(Span<float> floats, Span<int> starts)
{
    /// <summary>Holds the states.</summary>
    public Span<float> Floats { get; } = floats;

    /// <summary>[streams]: where each stream's part begins.</summary>
    public Span<int> Starts { get; } = starts;

    /// <summary>Streams.</summary>
    public int Count => Starts.Length;

    /// <summary>A stream's part.</summary>
    public Span<float> Of(int stream, int length) => Floats.Slice(Starts[stream], length);

    /// <summary>Leaves a part behind.</summary>
    public void Leave(int length)
    {
        foreach (ref var start in Starts)
            start += length;
    }
}
