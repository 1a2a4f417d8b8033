namespace StreamHost.Plugins.CfC.Stepping;

/// <summary>A cell in its streaming form: a batch of streams, one event each, without an allocation.</summary>
internal interface IStepCell
{
    /// <summary>Floats of scratch that a batch needs.</summary>
    int ScratchLength(int count);

    /// <summary>Advances every stream by one event; a row's result does not depend on the other rows.</summary>
    /// <param name="count">Events.</param>
    /// <param name="inputs">[count, inputs].</param>
    /// <param name="elapsed">[count], in time units.</param>
    /// <param name="state">[count, units], changed in place.</param>
    /// <param name="outputs">[count, outputs], filled here.</param>
    /// <param name="arena">Scratch.</param>
    void Step(int count, ReadOnlySpan<float> inputs, ReadOnlySpan<float> elapsed, Span<float> state, Span<float> outputs, Arena arena);
}
