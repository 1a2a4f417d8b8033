using StreamHost.Numerics.Tensors;

namespace StreamHost.Plugins.CfC.Fused;

/// <summary>What one forward pass of a cell works on.</summary>
/// <param name="Inputs">[batch, time, inputs].</param>
/// <param name="Elapsed">[batch, time], in time units; carries no gradient.</param>
/// <param name="Start">[batch, units] before the first event, or null for zeros.</param>
/// <param name="Plans">The batch in shards.</param>
internal sealed record SequenceData(Tensor Inputs, Tensor Elapsed, Tensor? Start, ShardPlan[] Plans)
{
    /// <summary>Padded events of a sequence.</summary>
    public int Time => Inputs.Shape[1];
}
