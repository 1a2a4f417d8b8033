using StreamHost.Numerics.Randomness;
using StreamHost.Numerics.Tensors;
using StreamHost.Plugins.CfC.Architecture;
using StreamHost.Plugins.CfC.Layout;
using StreamHost.Plugins.CfC.Weights;

namespace StreamHost.Plugins.CfC.Networks;

/// <summary>
/// The cell of Hasani et al. (2021), "Liquid time-constant networks", with the biophysical synapses of Lechner et al.
/// (2020): cm dv/dt = gleak (vleak - v) + sum_j w_j s(sigma_j (v_j - mu_j)) (erev_j - v), with s the sigmoid. The fused
/// solver (algorithm 1) takes n implicit Euler steps of elapsed / n: v is divided out of the new state's terms, so it
/// is stable at any length.
/// </summary>
internal sealed class LtcCell : IRecurrentCell
{
    private readonly NetworkWeights _weights;
    private readonly LtcOptions _options;
    private readonly int _outputs;
    private readonly Tensor _capacity;
    private readonly Tensor _leak;
    private readonly Tensor _leakCurrent;
    private readonly Tensor _strength;
    private readonly Tensor _sensoryStrength;

    public LtcCell(NetworkLayout layout, NetworkWeights weights)
    {
        _weights = weights;
        _options = layout.Architecture.Ltc;
        _outputs = layout.CellOutputs;
        _capacity = Positive("cm");
        _leak = Positive("gleak");
        _leakCurrent = _leak * weights["rnn_cell.vleak"];
        _strength = Positive("w") * weights["rnn_cell.sparsity_mask"];
        _sensoryStrength = Positive("sensory_w") * weights["rnn_cell.sensory_sparsity_mask"];
    }

    /// <inheritdoc/>
    public IEnumerable<Tensor> Weights =>
    [
        _capacity, _leak, _leakCurrent, _strength, _sensoryStrength,
        .. SynapseWeights(""), .. SynapseWeights("sensory_"),
        .. MapWeights("input", _options.InputMapping), .. MapWeights("output", _options.OutputMapping),
    ];

    /// <inheritdoc/>
    public (Tensor Output, Tensor State) Step(Tensor input, Tensor state, Tensor elapsed, RandomSource? dropout)
    {
        var mapped = Map(input, "input", _options.InputMapping);
        var (sensoryCurrent, sensoryConductance) = Synapses(mapped, "sensory_", _sensoryStrength);
        var capacity = _capacity / (elapsed / _options.Unfolds);
        for (var unfold = 0; unfold < _options.Unfolds; unfold++)
        {
            var (current, conductance) = Synapses(state, "", _strength);
            var numerator = (capacity * state) + _leakCurrent + (current + sensoryCurrent);
            var denominator = capacity + _leak + (conductance + sensoryConductance);
            state = numerator / (denominator + (float)_options.Epsilon);
        }

        return (Map(state.Slice(1, 0, _outputs), "output", _options.OutputMapping), state);
    }

    /// <summary>What all sources together do to each target: the current that pulls to the reversal potentials, and the conductance.</summary>
    private (Tensor Current, Tensor Conductance) Synapses(Tensor source, string kind, Tensor strength)
    {
        var spread = source.Reshape(source.Shape[0], source.Shape[1], 1);
        var open = (_weights[$"rnn_cell.{kind}sigma"] * (spread - _weights[$"rnn_cell.{kind}mu"])).Sigmoid();
        var conductance = strength * open;
        return ((conductance * _weights[$"rnn_cell.{kind}erev"]).Sum(1), conductance.Sum(1));
    }

    private Tensor[] SynapseWeights(string kind) =>
        [_weights[$"rnn_cell.{kind}sigma"], _weights[$"rnn_cell.{kind}mu"], _weights[$"rnn_cell.{kind}erev"]];

    private Tensor Map(Tensor values, string side, ValueMapping mapping)
    {
        if (mapping == ValueMapping.None)
            return values;

        var scaled = values * _weights[$"rnn_cell.{side}_w"];
        return mapping == ValueMapping.Linear ? scaled : scaled + _weights[$"rnn_cell.{side}_b"];
    }

    private Tensor[] MapWeights(string side, ValueMapping mapping) => mapping switch
    {
        ValueMapping.None => [],
        ValueMapping.Linear => [_weights[$"rnn_cell.{side}_w"]],
        _ => [_weights[$"rnn_cell.{side}_w"], _weights[$"rnn_cell.{side}_b"]],
    };

    private Tensor Positive(string name)
    {
        var value = _weights[$"rnn_cell.{name}"];
        return _options.ImplicitConstraints ? value.Softplus() : value;
    }
}
