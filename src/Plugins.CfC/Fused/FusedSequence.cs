using StreamHost.Numerics.Tensors;
using StreamHost.Numerics.Vectors;
using StreamHost.Plugins.CfC.Architecture;
using StreamHost.Plugins.CfC.Layout;
using StreamHost.Plugins.CfC.Weights;

namespace StreamHost.Plugins.CfC.Fused;

/// <summary>
/// The recurrent part of a CfC network over whole sequences, cell by cell: since a layer of a wiring reads nothing of
/// the layers behind it, each can run through all events before the next one starts.
/// </summary>
internal sealed class FusedSequence : IDisposable
{
    private readonly ICellSequence[] _cells;

    private FusedSequence(IEnumerable<CellShape> cells) => _cells = [.. cells.Select(Open)];

    /// <summary>The fused form, or null where there is none: an LTC, an LSTM before the cell, dropout in the backbone.</summary>
    public static FusedSequence? For(NetworkLayout layout, NetworkWeights weights)
    {
        var architecture = layout.Architecture;
        if (architecture.Cell == CellKind.Ltc || architecture.MixedMemory || architecture.Backbone is { Layers: > 1, Dropout: > 0 })
            return null;

        var none = new BackboneOptions { Layers = 0 };
        return new FusedSequence(layout.IsWiredCfC
            ? layout.Layers.Select((_, layer) => new CellShape(weights, $"rnn_cell.layer_{layer}", architecture.Mode, none, isMasked: true))
            : [new CellShape(weights, "rnn_cell", architecture.Mode, architecture.Backbone, isMasked: false)]);
    }

    /// <summary>The last cell's outputs, [batch, time, outputs], from zero states; zeros behind a sequence's end.</summary>
    /// <param name="inputs">[batch, time, inputs].</param>
    /// <param name="elapsed">[batch, time], in time units.</param>
    /// <param name="lengths">[batch]: the events of each sequence.</param>
    public Tensor Run(Tensor inputs, Tensor elapsed, ReadOnlySpan<int> lengths)
    {
        foreach (var cell in _cells)
            inputs = cell.Run(inputs, elapsed, null, lengths);
        return inputs;
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_cells, cell => cell.Dispose());

    /// <summary>One cell's sequence operation.</summary>
    public static ICellSequence Open(CellShape shape)
    {
        var opening = new Opening(shape);
        Widths.Run(ref opening);
        return opening.Cell!;
    }

    private struct Opening(CellShape shape) : IWidthAction
    {
        public ICellSequence? Cell { get; private set; }

        public void Run<TLanes, TVector>()
            where TLanes : struct, ILanes<TVector>
            where TVector : struct => Cell = new CellSequence<TLanes, TVector>(shape);
    }
}
