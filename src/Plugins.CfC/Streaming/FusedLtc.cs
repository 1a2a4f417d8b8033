using StreamHost.Numerics.Vectors;
using StreamHost.Plugins.CfC.Architecture;
using StreamHost.Plugins.CfC.Layout;
using StreamHost.Plugins.CfC.Weights;

namespace StreamHost.Plugins.CfC.Streaming;

/// <summary>
/// An LTC cell (see <see cref="Networks.LtcCell"/> for the equations), a vector of target neurons at a time. What the
/// inputs contribute is computed once a step, what the neurons contribute once an unfold.
/// </summary>
internal sealed unsafe class FusedLtc<TLanes, TVector> : IStepPart
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    private readonly LtcOptions _options;
    private readonly int _inputs;
    private readonly int _units;
    private readonly int _outputs;
    private readonly int _width;
    private readonly Synapses _sensory;
    private readonly Synapses _recurrent;
    private readonly float* _capacity;
    private readonly float* _leak;
    private readonly float* _leakCurrent;
    private readonly float[] _inputScale;
    private readonly float[] _inputShift;
    private readonly float[] _outputScale;
    private readonly float[] _outputShift;

    public FusedLtc(WeightBlock block, NetworkLayout layout, NetworkWeights weights)
    {
        _options = layout.Architecture.Ltc;
        (_inputs, _units, _outputs) = (layout.Inputs, layout.Units, layout.CellOutputs);
        _width = PackedLayer<TLanes, TVector>.VectorsOf(_units) * TLanes.Count;
        _sensory = new Synapses(this, block, weights, "sensory_", _inputs);
        _recurrent = new Synapses(this, block, weights, "", _units);
        _capacity = Pack(block, Positive(weights, "cm"), 1);
        _leak = Pack(block, Positive(weights, "gleak"), 1);
        _leakCurrent = Pack(block, Times(Positive(weights, "gleak"), Values(weights, "vleak")), 1);
        (_inputScale, _inputShift) = Mapping(weights, "input", _options.InputMapping, _inputs);
        (_outputScale, _outputShift) = Mapping(weights, "output", _options.OutputMapping, _outputs);
    }

    /// <inheritdoc/>
    public int WorkLength => 6 * _width;

    /// <summary>Floats from a row of mapped outputs to the next.</summary>
    public int OutputsRow => _width;

    /// <inheritdoc/>
    public void Step(in StepRows rows)
    {
        for (var row = 0; row < rows.Count; row++)
        {
            var inputs = rows.Inputs + (row * rows.Stride);
            for (var i = 0; i < _inputs; i++)
                inputs[i] = (inputs[i] * _inputScale[i]) + _inputShift[i];
            Advance(inputs, rows.State + (row * rows.Stride), rows.Elapsed[row], rows.Work);
        }
    }

    /// <summary>What is handed on: the first neurons, mapped.</summary>
    public void MapOutputs(in StepRows rows, float* outputs)
    {
        for (var row = 0; row < rows.Count; row++)
        {
            var state = rows.State + (row * rows.Stride);
            for (var i = 0; i < _outputs; i++)
                outputs[(row * _width) + i] = (state[i] * _outputScale[i]) + _outputShift[i];
        }
    }

    private void Advance(float* inputs, float* state, float elapsed, float* work)
    {
        var sensory = work;
        var total = work + (2 * _width);
        var v = work + (4 * _width);
        new ReadOnlySpan<float>(state, _units).CopyTo(new Span<float>(v, _units));
        new Span<float>(sensory, 2 * _width).Clear();
        _sensory.Add(inputs, sensory, sensory + _width);
        var part = TLanes.Fill(elapsed / _options.Unfolds);
        for (var unfold = 0; unfold < _options.Unfolds; unfold++)
        {
            new Span<float>(total, 2 * _width).Clear();
            _recurrent.Add(v, total, total + _width);
            Solve(v, part, sensory, total);
        }

        new ReadOnlySpan<float>(v, _units).CopyTo(new Span<float>(state, _units));
    }

    /// <summary>v = (c v + leak current + currents) / (c + leak + conductances), with c the capacity over the unfold's time.</summary>
    private void Solve(float* v, TVector part, float* sensory, float* total)
    {
        var epsilon = TLanes.Fill((float)_options.Epsilon);
        for (var i = 0; i < _width; i += TLanes.Count)
        {
            var capacity = TLanes.Divide(TLanes.Load(_capacity + i), part);
            var current = TLanes.Add(TLanes.Load(total + i), TLanes.Load(sensory + i));
            var conductance = TLanes.Add(TLanes.Load(total + _width + i), TLanes.Load(sensory + _width + i));
            var numerator = TLanes.Add(TLanes.MultiplyAdd(capacity, TLanes.Load(v + i), TLanes.Load(_leakCurrent + i)), current);
            var denominator = TLanes.Add(TLanes.Add(TLanes.Add(capacity, TLanes.Load(_leak + i)), conductance), epsilon);
            TLanes.Store(TLanes.Divide(numerator, denominator), v + i);
        }
    }

    private float[] Positive(NetworkWeights weights, string name) => _options.ImplicitConstraints
        ? weights[$"rnn_cell.{name}"].Softplus().Values.ToArray()
        : Values(weights, name);

    private static float[] Values(NetworkWeights weights, string name) => weights[$"rnn_cell.{name}"].Values.ToArray();

    private static float[] Times(float[] left, float[] right) => [.. left.Zip(right, (a, b) => a * b)];

    private float* Pack(WeightBlock block, float[] values, int rows)
    {
        var start = block.Take(rows * (_width / TLanes.Count));
        for (var row = 0; row < rows; row++)
            values.AsSpan(row * _units, _units).CopyTo(new Span<float>(start + (row * (nint)_width), _units));
        return start;
    }

    private static (float[] Scale, float[] Shift) Mapping(NetworkWeights weights, string side, ValueMapping mapping, int count) => (
        mapping == ValueMapping.None ? [.. Enumerable.Repeat(1f, count)] : Values(weights, $"{side}_w"),
        mapping == ValueMapping.Affine ? Values(weights, $"{side}_b") : new float[count]);

    /// <summary>The synapses of some sources with all neurons: [sources, targets] each.</summary>
    private sealed class Synapses(FusedLtc<TLanes, TVector> cell, WeightBlock block, NetworkWeights weights, string kind, int sources)
    {
        private readonly int _width = cell._width;
        private readonly float* _sigma = cell.Pack(block, Values(weights, $"{kind}sigma"), sources);
        private readonly float* _mu = cell.Pack(block, Values(weights, $"{kind}mu"), sources);
        private readonly float* _strength = cell.Pack(
            block, Times(cell.Positive(weights, $"{kind}w"), Values(weights, $"{kind}sparsity_mask")), sources);
        private readonly float* _reversal = cell.Pack(block, Values(weights, $"{kind}erev"), sources);

        /// <summary>Adds what the sources do to each neuron.</summary>
        public void Add(float* values, float* current, float* conductance)
        {
            for (var source = 0; source < sources; source++)
            {
                var value = TLanes.Fill(values[source]);
                var row = source * (nint)_width;
                for (var i = 0; i < _width; i += TLanes.Count)
                {
                    var from = row + i;
                    var distance = TLanes.Subtract(value, TLanes.Load(_mu + from));
                    var open = VectorMath<TLanes, TVector>.Sigmoid(TLanes.Multiply(TLanes.Load(_sigma + from), distance));
                    var flow = TLanes.Multiply(TLanes.Load(_strength + from), open);
                    TLanes.Store(TLanes.Add(TLanes.Load(conductance + i), flow), conductance + i);
                    TLanes.Store(TLanes.MultiplyAdd(flow, TLanes.Load(_reversal + from), TLanes.Load(current + i)), current + i);
                }
            }
        }
    }
}
