using StreamHost.Plugins.CfC.Architecture;
using StreamHost.Plugins.CfC.Layout;
using StreamHost.Plugins.CfC.Weights;

namespace StreamHost.Plugins.CfC.Stepping;

/// <summary>The streaming form of <see cref="Networks.WiredCfCCell"/>.</summary>
internal sealed class WiredCfCStep : IStepCell
{
    private readonly NetworkLayout _layout;
    private readonly CfCStep[] _cells;
    private readonly int _scratch;

    public WiredCfCStep(NetworkLayout layout, NetworkWeights weights)
    {
        _layout = layout;
        var none = new BackboneOptions { Layers = 0 };
        _cells = [.. Enumerable.Range(0, layout.Layers.Count).Select(
            layer => new CfCStep(weights, $"rnn_cell.layer_{layer}", layout.Architecture.Mode, none, isMasked: true))];
        _scratch = (2 * layout.Units) + _cells.Sum(cell => cell.ScratchLength(1));
    }

    /// <inheritdoc/>
    public int ScratchLength(int count) => count * _scratch;

    /// <inheritdoc/>
    public void Step(int count, ReadOnlySpan<float> inputs, ReadOnlySpan<float> elapsed, Span<float> state, Span<float> outputs, Arena arena)
    {
        var units = _layout.Units;
        var start = 0;
        for (var layer = 0; layer < _cells.Length; layer++)
        {
            var size = _layout.Layers[layer];
            var own = arena.Take(count * size);
            var next = arena.Take(count * size);
            var scratch = arena.Take(_cells[layer].ScratchLength(count));
            Columns.Copy(count, size, state[start..], units, own, size);
            _cells[layer].Step(count, inputs, elapsed, own, next, new Arena(scratch));
            Columns.Copy(count, size, own, size, state[start..], units);
            inputs = next;
            start += size;
        }

        inputs.CopyTo(outputs);
    }
}
