namespace StreamHost.Plugins.CfC.Streaming;

/// <summary>Some streams' rows in scratch memory, as the parts of a step hand them on.</summary>
internal unsafe struct StepRows
{
    /// <summary>How many streams.</summary>
    public int Count;

    /// <summary>[count, inputs]: what enters.</summary>
    public float* Inputs;

    /// <summary>From a row of inputs to the next.</summary>
    public nint InputsRow;

    /// <summary>[count, state]: h, and behind it c where the memory is mixed; changed in place.</summary>
    public float* State;

    /// <summary>From a row of states to the next.</summary>
    public nint StateRow;

    /// <summary>[count]: in time units.</summary>
    public float* Elapsed;

    /// <summary>Room for the part that works at the moment.</summary>
    public float* Work;
}
