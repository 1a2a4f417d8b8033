namespace StreamHost.Plugins.CfC.Streaming;

/// <summary>Some streams' rows in scratch memory, as the parts of a step hand them on. A row is [inputs, state], so that a layer reads both at once.</summary>
internal unsafe struct StepRows
{
    /// <summary>How many streams.</summary>
    public int Count;

    /// <summary>[count, inputs]: what enters.</summary>
    public float* Inputs;

    /// <summary>[count, state], right behind the inputs: h, and behind it c where the memory is mixed; changed in place.</summary>
    public float* State;

    /// <summary>From a row to the next.</summary>
    public nint Stride;

    /// <summary>[count]: in time units.</summary>
    public float* Elapsed;

    /// <summary>Room for the part that works at the moment.</summary>
    public float* Work;
}
