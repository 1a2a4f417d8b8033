namespace StreamHost.Plugins.CfC.Architecture;

/// <summary>How the recurrent network's outputs become scores of labels.</summary>
internal enum ReadoutKind
{
    /// <summary><c>linear</c>: a linear layer, <c>readout.weight</c> and <c>readout.bias</c>.</summary>
    Linear,

    /// <summary><c>none</c>: the outputs are the scores; there must be as many as labels.</summary>
    None,
}
