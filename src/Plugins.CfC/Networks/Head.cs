using StreamHost.Numerics.Tensors;
using StreamHost.Plugins.CfC.Architecture;
using StreamHost.Plugins.CfC.Layout;
using StreamHost.Plugins.CfC.Weights;

namespace StreamHost.Plugins.CfC.Networks;

/// <summary>What follows the recurrent part: the projection and the readout, where there are any.</summary>
internal static class Head
{
    /// <summary>From the cell's outputs [.., cell outputs] to scores [.., labels].</summary>
    public static Tensor Score(NetworkLayout layout, NetworkWeights weights, Tensor outputs)
    {
        outputs = Project(layout, weights, outputs);
        return layout.Architecture.Readout == ReadoutKind.None
            ? outputs
            : Tensor.Linear(outputs, weights["readout.weight"], weights["readout.bias"]);
    }

    /// <summary>What <see cref="Score"/> reads.</summary>
    public static IEnumerable<Tensor> Weights(NetworkLayout layout, NetworkWeights weights)
    {
        if (layout.Architecture.Projection is not null)
        {
            yield return weights["fc.weight"];
            yield return weights["fc.bias"];
        }

        if (layout.Architecture.Readout != ReadoutKind.None)
        {
            yield return weights["readout.weight"];
            yield return weights["readout.bias"];
        }
    }

    /// <summary>The projection alone, which is where the reference package's network ends.</summary>
    public static Tensor Project(NetworkLayout layout, NetworkWeights weights, Tensor outputs) =>
        layout.Architecture.Projection is null ? outputs : Tensor.Linear(outputs, weights["fc.weight"], weights["fc.bias"]);
}
