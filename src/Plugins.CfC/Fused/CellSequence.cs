using StreamHost.Numerics.Tensors;
using StreamHost.Numerics.Threads;
using StreamHost.Numerics.Vectors;

namespace StreamHost.Plugins.CfC.Fused;

/// <summary>
/// A CfC cell over whole sequences as one operation on tensors, with its own way back. Sequences are taken in shards of
/// 16 that run on all cores; the shards' gradients are added in their order, so the number of threads changes nothing.
/// The workspace belongs to the cell: where another forward pass came in between, the way back repeats its own first.
/// </summary>
internal sealed class CellSequence<TLanes, TVector> : ICellSequence
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    private const int ShardSequences = 16;

    private readonly CellShape _shape;
    private readonly TrainedLayer<TLanes, TVector>[] _layers;
    private readonly List<CellSweep<TLanes, TVector>> _sweeps = [];
    private SequenceData? _held;

    public CellSequence(CellShape shape)
    {
        _shape = shape;
        _layers =
        [
            .. shape.Backbone.Select((layer, index) => new TrainedLayer<TLanes, TVector>([layer], null, isFirst: index == 0)),
            new TrainedLayer<TLanes, TVector>(shape.Heads, shape.Mask, isFirst: shape.Backbone.Length == 0),
        ];
    }

    /// <inheritdoc/>
    public Tensor Run(Tensor inputs, Tensor elapsed, Tensor? start, ReadOnlySpan<int> lengths)
    {
        var data = new SequenceData(inputs, elapsed, start, ShardPlan.Split(lengths, ShardSequences));
        Tensor[] sources = [inputs, .. start is null ? [] : (Tensor[])[start], .. _shape.Parameters];
        var outputs = Tensor.Operation([inputs.Shape[0], inputs.Shape[1], _shape.Units], sources, result => Backward(data, result));
        Forward(data, outputs);
        return outputs;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Array.ForEach(_layers, layer => layer.Dispose());
        _sweeps.ForEach(sweep => sweep.Dispose());
    }

    private void Forward(SequenceData data, Tensor outputs)
    {
        foreach (var layer in _layers)
            layer.Pack();
        while (_sweeps.Count < data.Plans.Length)
            _sweeps.Add(new CellSweep<TLanes, TVector>(_shape, _layers));
        Shards.Run(data.Plans.Length, shard => _sweeps[shard].Forward(data, data.Plans[shard], outputs));
        _held = data;
    }

    private void Backward(SequenceData data, Tensor outputs)
    {
        if (!ReferenceEquals(_held, data))
            Forward(data, outputs);

        // A tensor makes its gradient when it is first asked for, which must not happen on two threads.
        _ = data.Inputs.RequiresGradient ? data.Inputs.Gradient : default;
        _ = data.Start is { RequiresGradient: true } ? data.Start.Gradient : default;
        _ = outputs.Gradient;
        Shards.Run(data.Plans.Length, shard => _sweeps[shard].Backward(data, data.Plans[shard], outputs));
        for (var shard = 0; shard < data.Plans.Length; shard++)
            Add(_sweeps[shard].Gradient);
    }

    private void Add(ReadOnlySpan<float> gradient)
    {
        foreach (var layer in _layers)
        {
            layer.Add(gradient);
            gradient = gradient[layer.GradientLength..];
        }

        var width = gradient.Length / 2;
        for (var i = 0; i < _shape.Asymptote?.Length; i++)
            _shape.Asymptote.Gradient[i] += gradient[i];
        for (var i = 0; i < _shape.Decay?.Length; i++)
            _shape.Decay.Gradient[i] += gradient[width + i] * Math.Sign(_shape.Decay.Values[i]);
    }
}
