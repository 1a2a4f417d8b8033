using StreamHost.Numerics.Randomness;
using StreamHost.Numerics.Tensors;
using StreamHost.Plugins.CfC.Architecture;
using StreamHost.Plugins.CfC.Layout;
using StreamHost.Plugins.CfC.Weights;

namespace StreamHost.Plugins.CfC.Networks;

/// <summary>
/// A chain of CfC cells without backbones, one for each layer of a wiring. A layer reads the new state of the layer
/// before it in the same step; the state holds the layers in that order, and the last one's is the output.
/// </summary>
internal sealed class WiredCfCCell : IRecurrentCell
{
    private readonly IReadOnlyList<int> _sizes;
    private readonly CfCCell[] _cells;

    public WiredCfCCell(NetworkLayout layout, NetworkWeights weights)
    {
        _sizes = layout.Layers;
        var none = new BackboneOptions { Layers = 0 };
        _cells = [.. Enumerable.Range(0, _sizes.Count).Select(
            layer => new CfCCell(weights, $"rnn_cell.layer_{layer}", layout.Architecture.Mode, none, isMasked: true))];
    }

    /// <inheritdoc/>
    public IEnumerable<Tensor> Weights => _cells.SelectMany(cell => cell.Weights);

    /// <inheritdoc/>
    public (Tensor Output, Tensor State) Step(Tensor input, Tensor state, Tensor elapsed, RandomSource? dropout)
    {
        var states = new Tensor[_cells.Length];
        var start = 0;
        for (var layer = 0; layer < _cells.Length; layer++)
        {
            (input, states[layer]) = _cells[layer].Step(input, state.Slice(1, start, _sizes[layer]), elapsed, dropout);
            start += _sizes[layer];
        }

        return (input, Tensor.Concat(1, states));
    }
}
