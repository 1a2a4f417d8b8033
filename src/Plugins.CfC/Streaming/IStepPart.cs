namespace StreamHost.Plugins.CfC.Streaming;

/// <summary>A recurrent part of a step: reads inputs and state, leaves the new state.</summary>
internal interface IStepPart
{
    /// <summary>Floats of work memory that a row needs; a whole number of vectors.</summary>
    int WorkLength { get; }

    /// <summary>Advances the rows. A row's result depends on that row alone, to the bit.</summary>
    void Step(in StepRows rows);
}
