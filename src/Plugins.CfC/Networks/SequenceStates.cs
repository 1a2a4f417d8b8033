using StreamHost.Numerics.Tensors;

namespace StreamHost.Plugins.CfC.Networks;

/// <summary>What a network carries from event to event.</summary>
/// <param name="State">[batch, units].</param>
/// <param name="Memory">[batch, units], the LSTM's; null where the memory is not mixed.</param>
internal sealed record SequenceStates(Tensor State, Tensor? Memory);
