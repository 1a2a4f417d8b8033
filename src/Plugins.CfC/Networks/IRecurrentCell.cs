using StreamHost.Numerics.Randomness;
using StreamHost.Numerics.Tensors;

namespace StreamHost.Plugins.CfC.Networks;

/// <summary>
/// A cell in its plain form, composed of small operations: the training form of what has no fused kernel, and the
/// oracle of what has one. Bound to the weights of one forward pass.
/// </summary>
internal interface IRecurrentCell
{
    /// <summary>What its steps read: weights, and what was made of them once.</summary>
    IEnumerable<Tensor> Weights { get; }

    /// <summary>Advances a batch by one event.</summary>
    /// <param name="input">[batch, inputs].</param>
    /// <param name="state">[batch, units].</param>
    /// <param name="elapsed">[batch, 1], in time units.</param>
    /// <param name="dropout">The source of dropout's choices; null to evaluate.</param>
    /// <returns>[batch, outputs] and [batch, units].</returns>
    (Tensor Output, Tensor State) Step(Tensor input, Tensor state, Tensor elapsed, RandomSource? dropout);
}
