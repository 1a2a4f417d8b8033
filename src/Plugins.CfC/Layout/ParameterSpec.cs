namespace StreamHost.Plugins.CfC.Layout;

/// <summary>One tensor of a network's weights: by the reference package's own name, <c>rnn_cell.ff1.weight</c>.</summary>
/// <param name="Name">The name.</param>
/// <param name="Shape">The dimensions, outermost first; a linear layer's weight is [out, in].</param>
/// <param name="Start">How it is filled in a fresh network.</param>
internal sealed record ParameterSpec(string Name, int[] Shape, StartingValues Start)
{
    /// <summary>Whether training changes it; a sparsity mask is a constant.</summary>
    public bool IsTrained => Start.Kind is not (StartKind.Mask or StartKind.SensoryMask);
}
