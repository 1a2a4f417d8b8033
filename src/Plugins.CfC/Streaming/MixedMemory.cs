using StreamHost.Numerics.Vectors;
using StreamHost.Plugins.CfC.Layout;
using StreamHost.Plugins.CfC.Weights;

namespace StreamHost.Plugins.CfC.Streaming;

/// <summary>The LSTM before a cell (see <see cref="Networks.LstmCell"/>), its two products as one and the open forget gate in the bias.</summary>
internal sealed unsafe class MixedMemory<TLanes, TVector> : IStepPart
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    private const int Gates = 4;
    private const int Forget = 2;

    private readonly int _inputs;
    private readonly int _units;
    private readonly int _width;
    private readonly PackedLayer<TLanes, TVector> _gates;

    public MixedMemory(WeightBlock block, NetworkLayout layout, NetworkWeights weights)
    {
        _inputs = layout.Inputs;
        _units = layout.Units;
        _width = PackedLayer<TLanes, TVector>.VectorsOf(_units) * TLanes.Count;
        _gates = new PackedLayer<TLanes, TVector>(block, [.. Enumerable.Range(0, Gates).Select(gate => Gate(weights, gate))]);
    }

    /// <inheritdoc/>
    public int WorkLength => _gates.Width + (2 * _width);

    /// <inheritdoc/>
    public void Step(in StepRows rows)
    {
        var gates = rows.Work;
        _gates.Apply(rows.Inputs, rows.Stride, gates, rows.Count);
        var padded = gates + (rows.Count * (nint)_gates.Width);
        for (var row = 0; row < rows.Count; row++)
        {
            var h = new Span<float>(rows.State + (row * rows.Stride), _units);
            var c = new Span<float>(rows.State + (row * rows.Stride) + _units, _units);
            c.CopyTo(new Span<float>(padded + _width, _units));
            Finish(gates + (row * (nint)_gates.Width), padded, padded + _width);
            new ReadOnlySpan<float>(padded, _units).CopyTo(h);
            new ReadOnlySpan<float>(padded + _width, _units).CopyTo(c);
        }
    }

    private void Finish(float* gates, float* h, float* c)
    {
        for (var i = 0; i < _width; i += TLanes.Count)
        {
            var candidate = VectorMath<TLanes, TVector>.Tanh(TLanes.Load(gates + i));
            var enter = VectorMath<TLanes, TVector>.Sigmoid(TLanes.Load(gates + _width + i));
            var keep = VectorMath<TLanes, TVector>.Sigmoid(TLanes.Load(gates + (Forget * _width) + i));
            var leave = VectorMath<TLanes, TVector>.Sigmoid(TLanes.Load(gates + (3 * _width) + i));
            var memory = TLanes.MultiplyAdd(TLanes.Load(c + i), keep, TLanes.Multiply(candidate, enter));
            TLanes.Store(memory, c + i);
            TLanes.Store(TLanes.Multiply(VectorMath<TLanes, TVector>.Tanh(memory), leave), h + i);
        }
    }

    /// <summary>One gate's rows of both maps, side by side.</summary>
    private (float[] Weight, float[] Bias) Gate(NetworkWeights weights, int gate)
    {
        var input = weights["lstm.input_map.weight"].Values;
        var recurrent = weights["lstm.recurrent_map.weight"].Values;
        var bias = weights["lstm.input_map.bias"].Values.Slice(gate * _units, _units).ToArray();
        var joined = new float[_units * (_inputs + _units)];
        for (var unit = 0; unit < _units; unit++)
        {
            var row = (gate * _units) + unit;
            bias[unit] += gate == Forget ? 1 : 0;
            input.Slice(row * _inputs, _inputs).CopyTo(joined.AsSpan(unit * (_inputs + _units)));
            recurrent.Slice(row * _units, _units).CopyTo(joined.AsSpan((unit * (_inputs + _units)) + _inputs));
        }

        return (joined, bias);
    }
}
