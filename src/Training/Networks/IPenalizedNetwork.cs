using StreamHost.Numerics.Tensors;

namespace StreamHost.Training.Networks;

/// <summary>An ability of a network: a part of the loss that does not depend on the labels. Asked for by <c>network is IPenalizedNetwork</c>.</summary>
public interface IPenalizedNetwork
{
    /// <summary>What the last forward pass adds to the loss, a scalar; null for nothing.</summary>
    Tensor? Penalty { get; }
}
