using StreamHost.Plugins.CfC.Architecture;
using StreamHost.Plugins.CfC.Layout;
using StreamHost.Plugins.CfC.Weights;

namespace StreamHost.Plugins.CfC.Stepping;

/// <summary>The streaming form of <see cref="Networks.LtcCell"/>.</summary>
internal sealed class LtcStep : IStepCell
{
    private readonly NetworkLayout _layout;
    private readonly LtcOptions _options;
    private readonly LtcSynapses _sensory;
    private readonly LtcSynapses _inner;
    private readonly float[] _capacity;
    private readonly float[] _leak;
    private readonly float[] _leakCurrent;
    private readonly (float[] Scale, float[] Shift) _input;
    private readonly (float[] Scale, float[] Shift) _output;

    public LtcStep(NetworkLayout layout, NetworkWeights weights)
    {
        _layout = layout;
        _options = layout.Architecture.Ltc;
        _sensory = new LtcSynapses(weights, "sensory_", layout.Inputs, layout.Units, _options.ImplicitConstraints);
        _inner = new LtcSynapses(weights, "", layout.Units, layout.Units, _options.ImplicitConstraints);
        _capacity = LtcSynapses.Positive(weights, "cm", _options.ImplicitConstraints);
        _leak = LtcSynapses.Positive(weights, "gleak", _options.ImplicitConstraints);
        _leakCurrent = [.. _leak.Zip(weights["rnn_cell.vleak"].Values.ToArray(), (leak, potential) => leak * potential)];
        _input = Mapping(weights, "input", _options.InputMapping, layout.Inputs);
        _output = Mapping(weights, "output", _options.OutputMapping, layout.CellOutputs);
    }

    /// <inheritdoc/>
    public int ScratchLength(int count) => _layout.Inputs + (4 * _layout.Units) + (Math.Max(_layout.Inputs, _layout.Units) * _layout.Units);

    /// <inheritdoc/>
    public void Step(int count, ReadOnlySpan<float> inputs, ReadOnlySpan<float> elapsed, Span<float> state, Span<float> outputs, Arena arena)
    {
        var (width, units, motors) = (_layout.Inputs, _layout.Units, _layout.CellOutputs);
        for (var row = 0; row < count; row++)
        {
            var own = state.Slice(row * units, units);
            Solve(inputs.Slice(row * width, width), elapsed[row] / _options.Unfolds, own, arena);
            Map(own[..motors], _output, outputs.Slice(row * motors, motors));
        }
    }

    /// <summary>The implicit Euler steps of one stream.</summary>
    private void Solve(ReadOnlySpan<float> inputs, float step, Span<float> state, Arena arena)
    {
        var units = state.Length;
        var mapped = arena.Take(inputs.Length);
        var sensoryCurrent = arena.Take(units);
        var sensoryConductance = arena.Take(units);
        var current = arena.Take(units);
        var conductance = arena.Take(units);
        var open = arena.Take(Math.Max(inputs.Length, units) * units);
        Map(inputs, _input, mapped);
        _sensory.Sum(mapped, open, sensoryCurrent, sensoryConductance);
        for (var unfold = 0; unfold < _options.Unfolds; unfold++)
        {
            _inner.Sum(state, open, current, conductance);
            for (var i = 0; i < units; i++)
            {
                var capacity = _capacity[i] / step;
                var numerator = (capacity * state[i]) + _leakCurrent[i] + (current[i] + sensoryCurrent[i]);
                var denominator = capacity + _leak[i] + (conductance[i] + sensoryConductance[i]);
                state[i] = numerator / (denominator + (float)_options.Epsilon);
            }
        }
    }

    private static (float[] Scale, float[] Shift) Mapping(NetworkWeights weights, string side, ValueMapping mapping, int count) => (
        mapping == ValueMapping.None ? [.. Enumerable.Repeat(1f, count)] : weights[$"rnn_cell.{side}_w"].Values.ToArray(),
        mapping == ValueMapping.Affine ? weights[$"rnn_cell.{side}_b"].Values.ToArray() : new float[count]);

    private static void Map(ReadOnlySpan<float> values, (float[] Scale, float[] Shift) mapping, Span<float> mapped)
    {
        for (var i = 0; i < values.Length; i++)
            mapped[i] = (values[i] * mapping.Scale[i]) + mapping.Shift[i];
    }
}
