using StreamHost.Numerics.Randomness;
using StreamHost.Numerics.Tensors;
using StreamHost.Plugins.CfC.Architecture;
using StreamHost.Plugins.CfC.Weights;

namespace StreamHost.Plugins.CfC.Networks;

/// <summary>
/// The cell of Hasani et al. (2022), "Closed-form continuous-time neural networks". With z = backbone([x, h]),
/// f = tanh(W1 z), g = tanh(W2 z) and t = sigmoid((Wa z) elapsed + (Wb z)), biases left out, the new state is
/// (1 - t) f + t g by default (the paper's minus sign before the time stands in Wa, as in the reference package),
/// f + t g without a gate, and A - A exp(-elapsed (|w_tau| + |W1 z|)) (W1 z) in the pure form, the direct solution.
/// </summary>
internal sealed class CfCCell : IRecurrentCell
{
    private readonly CfCMode _mode;
    private readonly BackboneOptions _backbone;
    private readonly (Tensor Weight, Tensor Bias)[] _layers;
    private readonly (Tensor Weight, Tensor Bias) _heads;
    private readonly int _units;
    private readonly Tensor? _asymptote;
    private readonly Tensor? _decay;

    /// <param name="weights">The network's weights.</param>
    /// <param name="name">The cell's prefix among them: <c>rnn_cell</c>, <c>rnn_cell.layer_0</c>.</param>
    /// <param name="mode">The form.</param>
    /// <param name="backbone">The layers before the heads.</param>
    /// <param name="isMasked">Whether a sparsity mask multiplies the weights of f and g.</param>
    public CfCCell(NetworkWeights weights, string name, CfCMode mode, BackboneOptions backbone, bool isMasked)
    {
        _mode = mode;
        _backbone = backbone;
        _layers = [.. Enumerable.Range(0, backbone.Layers).Select(layer => Linear(weights, $"{name}.backbone.{backbone.ModuleIndex(layer)}"))];
        var mask = isMasked ? weights[$"{name}.sparsity_mask"] : null;
        var first = Masked(Linear(weights, $"{name}.ff1"), mask);
        _units = first.Bias.Length;
        if (mode == CfCMode.Pure)
        {
            _heads = first;
            _asymptote = weights[$"{name}.A"];
            _decay = weights[$"{name}.w_tau"].Abs();
            return;
        }

        // One product for all heads: where an operation costs more to begin than to do, three less of them.
        (Tensor Weight, Tensor Bias)[] heads =
            [first, Masked(Linear(weights, $"{name}.ff2"), mask), Linear(weights, $"{name}.time_a"), Linear(weights, $"{name}.time_b")];
        _heads = (Tensor.Concat(0, Array.ConvertAll(heads, head => head.Weight)), Tensor.Concat(0, Array.ConvertAll(heads, head => head.Bias)));
    }

    /// <inheritdoc/>
    public IEnumerable<Tensor> Weights =>
        _layers.Append(_heads).SelectMany(layer => (Tensor[])[layer.Weight, layer.Bias]).Concat(_mode == CfCMode.Pure ? [_asymptote!, _decay!] : []);

    /// <inheritdoc/>
    public (Tensor Output, Tensor State) Step(Tensor input, Tensor state, Tensor elapsed, RandomSource? dropout)
    {
        var z = Backbone(Tensor.Concat(1, input, state), dropout);
        var heads = Tensor.Linear(z, _heads.Weight, _heads.Bias);
        var next = _mode == CfCMode.Pure ? Pure(heads, elapsed) : Gated(heads, elapsed);
        return (next, next);
    }

    private Tensor Backbone(Tensor z, RandomSource? dropout)
    {
        for (var layer = 0; layer < _layers.Length; layer++)
        {
            z = Activate(Tensor.Linear(z, _layers[layer].Weight, _layers[layer].Bias));
            if (layer > 0)
                z = z.Dropout(_backbone.Dropout, dropout);
        }

        return z;
    }

    private Tensor Activate(Tensor z) => _backbone.Activation switch
    {
        BackboneActivation.Tanh => z.Tanh(),
        BackboneActivation.Relu => z.Relu(),
        BackboneActivation.Gelu => z.Gelu(),
        BackboneActivation.Silu => z.Silu(),
        _ => z.LecunTanh(),
    };

    private Tensor Gated(Tensor heads, Tensor elapsed)
    {
        Tensor Head(int number) => heads.Slice(1, number * _units, _units);
        var f = Head(0).Tanh();
        var g = Head(1).Tanh();
        var t = ((Head(2) * elapsed) + Head(3)).Sigmoid();
        return _mode == CfCMode.NoGate ? f + (t * g) : (f * (1f - t)) + (t * g);
    }

    private Tensor Pure(Tensor f, Tensor elapsed) =>
        _asymptote! - (_asymptote! * (-(elapsed * (_decay! + f.Abs()))).Exp() * f);

    private static (Tensor Weight, Tensor Bias) Linear(NetworkWeights weights, string name) =>
        (weights[$"{name}.weight"], weights[$"{name}.bias"]);

    private static (Tensor Weight, Tensor Bias) Masked((Tensor Weight, Tensor Bias) head, Tensor? mask) =>
        mask is null ? head : (head.Weight * mask, head.Bias);
}
