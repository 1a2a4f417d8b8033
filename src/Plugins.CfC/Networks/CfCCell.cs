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
    private readonly Dictionary<string, (Tensor Weight, Tensor Bias)> _heads = [];
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
        _heads["ff1"] = Masked(Linear(weights, $"{name}.ff1"), mask);
        if (mode == CfCMode.Pure)
        {
            _asymptote = weights[$"{name}.A"];
            _decay = weights[$"{name}.w_tau"].Abs();
            return;
        }

        _heads["ff2"] = Masked(Linear(weights, $"{name}.ff2"), mask);
        _heads["time_a"] = Linear(weights, $"{name}.time_a");
        _heads["time_b"] = Linear(weights, $"{name}.time_b");
    }

    /// <inheritdoc/>
    public (Tensor Output, Tensor State) Step(Tensor input, Tensor state, Tensor elapsed, RandomSource? dropout)
    {
        var z = Backbone(Tensor.Concat(1, input, state), dropout);
        var next = _mode == CfCMode.Pure ? Pure(z, elapsed) : Gated(z, elapsed);
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

    private Tensor Gated(Tensor z, Tensor elapsed)
    {
        var f = Head("ff1", z).Tanh();
        var g = Head("ff2", z).Tanh();
        var t = ((Head("time_a", z) * elapsed) + Head("time_b", z)).Sigmoid();
        return _mode == CfCMode.NoGate ? f + (t * g) : (f * (1f - t)) + (t * g);
    }

    private Tensor Pure(Tensor z, Tensor elapsed)
    {
        var f = Head("ff1", z);
        return _asymptote! - (_asymptote! * (-(elapsed * (_decay! + f.Abs()))).Exp() * f);
    }

    private Tensor Head(string name, Tensor z) => Tensor.Linear(z, _heads[name].Weight, _heads[name].Bias);

    private static (Tensor Weight, Tensor Bias) Linear(NetworkWeights weights, string name) =>
        (weights[$"{name}.weight"], weights[$"{name}.bias"]);

    private static (Tensor Weight, Tensor Bias) Masked((Tensor Weight, Tensor Bias) head, Tensor? mask) =>
        mask is null ? head : (head.Weight * mask, head.Bias);
}
