using System.Text.Json;
using StreamHost.Core.Packages;
using StreamHost.Numerics.Randomness;
using StreamHost.Numerics.Tensors;

namespace StreamHost.Training.Networks;

/// <summary>A network in its trainable form: whole padded batches, with gradients. Used by one thread at a time.</summary>
public interface INetwork
{
    /// <summary>The complete architecture, defaults filled in, as a package's <c>model.json</c> stores it.</summary>
    JsonElement Architecture { get; }

    /// <summary>All that training changes, always in the same order.</summary>
    IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>
    /// What is measured while training and not learnt, as the figures of a batch normalisation, always in the same order: kept
    /// with the parameters, changed by no optimiser.
    /// </summary>
    IReadOnlyList<Parameter> Buffers => [];

    /// <summary>Events that share a label where every event has one, as a network that gives scores less often than it is given events needs it; default 1.</summary>
    int LabelStride => 1;

    /// <summary>
    /// The scores (logits) of a batch: [batch, time / label stride, labels] where <see cref="SequenceBatch.EveryEvent"/>, else
    /// [batch, labels] at each sequence's last event. What padding holds has no influence on anything.
    /// </summary>
    /// <param name="batch">The sequences.</param>
    /// <param name="dropout">The source of dropout's choices while training; null to evaluate, without dropout.</param>
    Tensor Forward(SequenceBatch batch, RandomSource? dropout);

    /// <summary>Brings parameters back to where the model allows them; called after every optimiser step. Default: any value is allowed.</summary>
    void ConstrainParameters()
    {
    }

    /// <summary>Everything that a package needs to run the network, parameters and constants; default: the parameters and buffers by name.</summary>
    TensorFile ExportWeights() => PackageParameters.ToFile(Parameters.Concat(Buffers));
}
