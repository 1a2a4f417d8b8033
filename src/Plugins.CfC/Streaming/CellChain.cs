using StreamHost.Numerics.Vectors;
using StreamHost.Plugins.CfC.Architecture;
using StreamHost.Plugins.CfC.Layout;
using StreamHost.Plugins.CfC.Weights;

namespace StreamHost.Plugins.CfC.Streaming;

/// <summary>CfC cells one behind the other, each reading the new state of the one before it: a wiring's layers, or a single cell.</summary>
internal sealed unsafe class CellChain<TLanes, TVector> : IStepPart
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    private readonly FusedCell<TLanes, TVector>[] _cells;

    public CellChain(WeightBlock block, NetworkLayout layout, NetworkWeights weights)
    {
        var mode = layout.Architecture.Mode;
        _cells = new FusedCell<TLanes, TVector>[layout.Layers.Count];
        for (var layer = 0; layer < _cells.Length; layer++)
        {
            var units = layout.Layers[layer];
            _cells[layer] = layout.IsWiredCfC
                ? new(block, weights, $"rnn_cell.layer_{layer}", mode, new BackboneOptions { Layers = 0 }, units, isMasked: true)
                : new(block, weights, "rnn_cell", mode, layout.Architecture.Backbone, units, isMasked: false);
        }
    }

    /// <inheritdoc/>
    public int WorkLength => _cells.Max(cell => cell.WorkLength + cell.Width);

    /// <inheritdoc/>
    public void Step(in StepRows rows)
    {
        var inputs = rows.Inputs;
        var state = rows.State;
        foreach (var cell in _cells)
        {
            var next = rows.Work;
            cell.Step(inputs, rows.Stride, rows.Elapsed, next, rows.Count, next + (rows.Count * cell.Width));
            for (var row = 0; row < rows.Count; row++)
                PackedLayer<TLanes, TVector>.Copy(next + (row * cell.Width), state + (row * rows.Stride), cell.Units);

            inputs = state;
            state += cell.Units;
        }
    }
}
