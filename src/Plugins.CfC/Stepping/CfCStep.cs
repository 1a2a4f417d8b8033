using StreamHost.Numerics.Vectors;
using StreamHost.Plugins.CfC.Architecture;
using StreamHost.Plugins.CfC.Weights;

namespace StreamHost.Plugins.CfC.Stepping;

/// <summary>The streaming form of <see cref="Networks.CfCCell"/>, for any backbone and mask.</summary>
internal sealed class CfCStep : IStepCell
{
    private readonly CfCMode _mode;
    private readonly BackboneActivation _activation;
    private readonly DenseLayer[] _backbone;
    private readonly DenseLayer[] _heads;
    private readonly float[] _asymptote = [];
    private readonly float[] _decay = [];
    private readonly int _inputs;
    private readonly int _units;
    private readonly int _scratch;

    public CfCStep(NetworkWeights weights, string name, CfCMode mode, BackboneOptions backbone, bool isMasked)
    {
        var mask = isMasked ? $"{name}.sparsity_mask" : null;
        _mode = mode;
        _activation = backbone.Activation;
        _backbone = [.. Enumerable.Range(0, backbone.Layers).Select(layer => new DenseLayer(weights, $"{name}.backbone.{backbone.ModuleIndex(layer)}"))];
        _heads = mode == CfCMode.Pure
            ? [new(weights, $"{name}.ff1", mask)]
            : [new(weights, $"{name}.ff1", mask), new(weights, $"{name}.ff2", mask), new(weights, $"{name}.time_a"), new(weights, $"{name}.time_b")];
        _units = _heads[0].Outputs;
        _inputs = (_backbone.Length > 0 ? _backbone[0] : _heads[0]).Inputs - _units;
        _scratch = _inputs + _units + _backbone.Sum(layer => layer.Outputs) + (_heads.Length * _units);
        if (mode == CfCMode.Pure)
        {
            _asymptote = weights[$"{name}.A"].Values.ToArray();
            _decay = Array.ConvertAll(weights[$"{name}.w_tau"].Values.ToArray(), Math.Abs);
        }
    }

    /// <inheritdoc/>
    public int ScratchLength(int count) => count * _scratch;

    /// <inheritdoc/>
    public void Step(int count, ReadOnlySpan<float> inputs, ReadOnlySpan<float> elapsed, Span<float> state, Span<float> outputs, Arena arena)
    {
        var z = arena.Take(count * (_inputs + _units));
        Columns.Copy(count, _inputs, inputs, _inputs, z, _inputs + _units);
        Columns.Copy(count, _units, state, _units, z[_inputs..], _inputs + _units);
        foreach (var layer in _backbone)
        {
            var next = arena.Take(count * layer.Outputs);
            layer.Apply(count, z, next);
            Activate(next);
            z = next;
        }

        if (_mode == CfCMode.Pure)
            Pure(count, z, elapsed, state, ref arena);
        else
            Gated(count, z, elapsed, state, ref arena);
        state[..(count * _units)].CopyTo(outputs);
    }

    private void Gated(int count, ReadOnlySpan<float> z, ReadOnlySpan<float> elapsed, Span<float> state, ref Arena arena)
    {
        var f = Head(0, count, z, ref arena);
        var g = Head(1, count, z, ref arena);
        var a = Head(2, count, z, ref arena);
        var t = Head(3, count, z, ref arena);
        Activations.Tanh(f, f);
        Activations.Tanh(g, g);
        for (var i = 0; i < t.Length; i++)
            t[i] = (a[i] * elapsed[i / _units]) + t[i];
        Activations.Sigmoid(t, t);
        var gate = _mode == CfCMode.NoGate ? 0f : 1f;
        for (var i = 0; i < t.Length; i++)
            state[i] = (f[i] * (1f - (gate * t[i]))) + (t[i] * g[i]);
    }

    private void Pure(int count, ReadOnlySpan<float> z, ReadOnlySpan<float> elapsed, Span<float> state, ref Arena arena)
    {
        var f = Head(0, count, z, ref arena);
        for (var i = 0; i < f.Length; i++)
            state[i] = -(elapsed[i / _units] * (_decay[i % _units] + Math.Abs(f[i])));
        Activations.Exp(state[..f.Length], state[..f.Length]);
        for (var i = 0; i < f.Length; i++)
            state[i] = _asymptote[i % _units] - (_asymptote[i % _units] * state[i] * f[i]);
    }

    private Span<float> Head(int head, int count, ReadOnlySpan<float> z, ref Arena arena)
    {
        var values = arena.Take(count * _units);
        _heads[head].Apply(count, z, values);
        return values;
    }

    private void Activate(Span<float> values)
    {
        switch (_activation)
        {
            case BackboneActivation.Tanh:
                Activations.Tanh(values, values);
                break;
            case BackboneActivation.Relu:
                Activations.Relu(values, values);
                break;
            case BackboneActivation.Gelu:
                Activations.Gelu(values, values);
                break;
            case BackboneActivation.Silu:
                Activations.Silu(values, values);
                break;
            default:
                Activations.LecunTanh(values, values);
                break;
        }
    }
}
