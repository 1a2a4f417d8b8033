using StreamHost.Numerics.Memory;
using StreamHost.Numerics.Tensors;
using StreamHost.Numerics.Vectors;
using StreamHost.Plugins.CfC.Architecture;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace StreamHost.Plugins.CfC.Fused;

/// <summary>
/// One shard's way through time and back. Going forward it keeps what the way back needs; going back it keeps every
/// layer's gradient, from which all weight gradients follow at the end in one long product each.
/// </summary>
internal sealed unsafe class CellSweep<TLanes, TVector>(CellShape shape, TrainedLayer<TLanes, TVector>[] layers) : IDisposable
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    private readonly int _width = TrainedLayer<TLanes, TVector>.Padded(shape.Units);
    private readonly int _heads = layers.Length - 1;
    private readonly float*[] _arguments = new float*[layers.Length];
    private readonly float*[] _values = new float*[layers.Length];
    private readonly float*[] _slopes = new float*[layers.Length];
    private readonly int _gradientLength = layers.Sum(layer => layer.GradientLength) + (2 * TrainedLayer<TLanes, TVector>.Padded(shape.Units));
    private AlignedMemory _memory = new(0);
    private float* _inputs;
    private float* _elapsed;
    private float* _states;
    private float* _stateSlopes;
    private float* _inputSlopes;
    private float* _asymptote;
    private float* _decay;
    private float* _zeros;
    private float* _gradient;

    /// <summary>The gradients of all layers one after the other, then of A and of |w_tau|; valid after <see cref="Backward"/>.</summary>
    public ReadOnlySpan<float> Gradient => new(_gradient, _gradientLength);

    private int InputsRow => layers[0].InputsRow;

    /// <summary>All events of the shard; the new states go to <paramref name="outputs"/>, [batch, time, units].</summary>
    public void Forward(SequenceData data, ShardPlan plan, Tensor outputs)
    {
        Lay(plan);
        Gather(data, plan);
        layers[0].Forward(_inputs, shape.Inputs, _arguments[0], plan.Rows);
        for (var time = 0; time < plan.Time; time++)
        {
            var (start, rows) = (plan.Starts[time], plan.Running(time));
            layers[0].Continue(_inputs + (start * (nint)InputsRow), shape.Inputs, At(_arguments, 0, start), rows);
            for (var layer = 0; layer < _heads; layer++)
            {
                Slopes<TLanes, TVector>.Apply(
                    shape.Activation, At(_arguments, layer, start), At(_values, layer, start), rows * layers[layer].Width);
                layers[layer + 1].Forward(At(_values, layer, start), layers[layer + 1].Inputs, At(_arguments, layer + 1, start), rows);
            }

            Finish(start, rows);
            Scatter(data, plan, time, outputs);
        }
    }

    /// <summary>All events backwards, from the gradient of the outputs to those of inputs, start and <see cref="Gradient"/>.</summary>
    public void Backward(SequenceData data, ShardPlan plan, Tensor outputs)
    {
        new Span<float>(_gradient, _gradientLength).Clear();
        for (var time = plan.Time - 1; time >= 0; time--)
        {
            var (start, rows) = (plan.Starts[time], plan.Running(time));
            AddOutputs(data, plan, time, outputs);
            FinishBack(start, rows);
            for (var layer = _heads; layer > 0; layer--)
            {
                layers[layer].Backward(At(_slopes, layer, start), _zeros, 0, layers[layer].Inputs, At(_slopes, layer - 1, start), rows);
                Slopes<TLanes, TVector>.Chain(
                    shape.Activation,
                    At(_arguments, layer - 1, start),
                    At(_values, layer - 1, start),
                    At(_slopes, layer - 1, start),
                    rows * layers[layer - 1].Width);
            }

            layers[0].Backward(At(_slopes, 0, start), _zeros, shape.Inputs, shape.Units, _stateSlopes, rows);
        }

        SumGradients(plan);
        ScatterSlopes(data, plan);
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();

    private float* At(float*[] parts, int layer, int row) => parts[layer] + (row * (nint)layers[layer].Width);

    /// <summary>Cuts the memory into what a plan's rows need, and enlarges it first where it is too small.</summary>
    private void Lay(ShardPlan plan)
    {
        var keepsArguments = shape.Activation is BackboneActivation.Gelu or BackboneActivation.Silu;
        var most = layers.Max(layer => Math.Max(layer.Width, layer.InputsWidth));
        var perRow = InputsRow + 1 + TrainedLayer<TLanes, TVector>.Padded(shape.Inputs) + layers.Sum(layer => 3 * layer.Width);
        var needed = (plan.Rows * perRow) + (2 * plan.Sequences.Length * _width) + (3 * most) + _gradientLength + (64 * TLanes.Count);
        if (_memory.Length < needed)
        {
            _memory.Dispose();
            _memory = new AlignedMemory(needed + (needed / 4));
        }

        var next = _memory.Start;
        for (var layer = 0; layer < layers.Length; layer++)
        {
            _arguments[layer] = Take(ref next, plan.Rows * layers[layer].Width);
            _values[layer] = keepsArguments && layer < _heads ? Take(ref next, plan.Rows * layers[layer].Width) : _arguments[layer];
            _slopes[layer] = Take(ref next, plan.Rows * layers[layer].Width);
        }

        _inputs = Take(ref next, plan.Rows * InputsRow);
        _elapsed = Take(ref next, plan.Rows);
        _inputSlopes = Take(ref next, plan.Rows * TrainedLayer<TLanes, TVector>.Padded(shape.Inputs));
        _states = Take(ref next, plan.Sequences.Length * _width);
        _stateSlopes = Take(ref next, plan.Sequences.Length * _width);
        _gradient = Take(ref next, _gradientLength);
        _asymptote = Take(ref next, _width);
        _decay = Take(ref next, _width);
        _zeros = Take(ref next, most);
        new Span<float>(_asymptote, (int)(next - _asymptote)).Clear();
        shape.Asymptote?.Values.CopyTo(new Span<float>(_asymptote, _width));
        for (var i = 0; i < shape.Decay?.Length; i++)
            _decay[i] = Math.Abs(shape.Decay.Values[i]);
    }

    private static float* Take(ref float* next, int floats)
    {
        var start = next;
        next += TrainedLayer<TLanes, TVector>.Padded(floats);
        return start;
    }

    /// <summary>The events in the plan's order, the starting states beside the first ones.</summary>
    private void Gather(SequenceData data, ShardPlan plan)
    {
        for (var time = 0; time < plan.Time; time++)
        {
            for (var i = 0; i < plan.Running(time); i++)
            {
                var (row, from) = (plan.Starts[time] + i, (plan.Sequences[i] * data.Time) + time);
                var target = new Span<float>(_inputs + (row * (nint)InputsRow), InputsRow);
                data.Inputs.Values.Slice(from * shape.Inputs, shape.Inputs).CopyTo(target);
                _elapsed[row] = data.Elapsed.Values[from];
            }
        }

        for (var i = 0; i < plan.Sequences.Length; i++)
        {
            var target = new Span<float>(_inputs + (i * (nint)InputsRow) + shape.Inputs, shape.Units);
            if (data.Start is null)
                target.Clear();
            else
                data.Start.Values.Slice(plan.Sequences[i] * shape.Units, shape.Units).CopyTo(target);
        }
    }

    private void Finish(int start, int rows)
    {
        for (var row = 0; row < rows; row++)
        {
            var heads = At(_arguments, _heads, start + row);
            var elapsed = TLanes.Fill(_elapsed[start + row]);
            if (shape.Mode == CfCMode.Pure)
                Gates<TLanes, TVector>.PureForward(heads, _width, elapsed, _asymptote, _decay, _states + (row * _width));
            else
                Gates<TLanes, TVector>.Forward(shape.Mode, heads, _width, elapsed, _states + (row * _width));
        }
    }

    private void FinishBack(int start, int rows)
    {
        var dAsymptote = _gradient + _gradientLength - (2 * _width);
        for (var row = 0; row < rows; row++)
        {
            var heads = At(_arguments, _heads, start + row);
            var slopes = At(_slopes, _heads, start + row);
            var elapsed = TLanes.Fill(_elapsed[start + row]);
            var dh = _stateSlopes + (row * _width);
            if (shape.Mode == CfCMode.Pure)
                Gates<TLanes, TVector>.PureBackward(heads, _width, elapsed, _asymptote, _decay, dh, slopes, dAsymptote, dAsymptote + _width);
            else
                Gates<TLanes, TVector>.Backward(shape.Mode, heads, _width, elapsed, dh, slopes);
        }
    }

    /// <summary>New states to the outputs, and beside the next inputs of those that go on.</summary>
    private void Scatter(SequenceData data, ShardPlan plan, int time, Tensor outputs)
    {
        var goOn = time + 1 < plan.Time ? plan.Running(time + 1) : 0;
        for (var i = 0; i < plan.Running(time); i++)
        {
            var state = new ReadOnlySpan<float>(_states + (i * _width), shape.Units);
            state.CopyTo(outputs.Values[(((plan.Sequences[i] * data.Time) + time) * shape.Units)..]);
            if (i < goOn)
                state.CopyTo(new Span<float>(_inputs + ((plan.Starts[time + 1] + i) * (nint)InputsRow) + shape.Inputs, shape.Units));
        }
    }

    /// <summary>dh of a time: what comes back from the next event, nothing for those that end here, plus the outputs' own gradient.</summary>
    private void AddOutputs(SequenceData data, ShardPlan plan, int time, Tensor outputs)
    {
        var goOn = time + 1 < plan.Time ? plan.Running(time + 1) : 0;
        for (var i = 0; i < plan.Running(time); i++)
        {
            var dh = new Span<float>(_stateSlopes + (i * _width), _width);
            if (i >= goOn)
                dh.Clear();
            var own = outputs.Gradient.Slice(((plan.Sequences[i] * data.Time) + time) * shape.Units, shape.Units);
            TensorPrimitives.Add(dh[..shape.Units], own, dh[..shape.Units]);
        }
    }

    private void SumGradients(ShardPlan plan)
    {
        var gradient = _gradient;
        for (var layer = 0; layer < layers.Length; layer++)
        {
            var inputs = layer == 0 ? _inputs : _values[layer - 1];
            layers[layer].Gradient(_slopes[layer], inputs, plan.Rows, gradient);
            gradient += layers[layer].GradientLength;
        }
    }

    private void ScatterSlopes(SequenceData data, ShardPlan plan)
    {
        for (var i = 0; i < plan.Sequences.Length && data.Start is { RequiresGradient: true }; i++)
        {
            var target = data.Start.Gradient.Slice(plan.Sequences[i] * shape.Units, shape.Units);
            TensorPrimitives.Add(target, new ReadOnlySpan<float>(_stateSlopes + (i * _width), shape.Units), target);
        }

        if (!data.Inputs.RequiresGradient)
            return;

        layers[0].Backward(_slopes[0], _zeros, 0, shape.Inputs, _inputSlopes, plan.Rows);
        var row = TrainedLayer<TLanes, TVector>.Padded(shape.Inputs);
        for (var time = 0; time < plan.Time; time++)
        {
            for (var i = 0; i < plan.Running(time); i++)
            {
                var target = data.Inputs.Gradient.Slice(((plan.Sequences[i] * data.Time) + time) * shape.Inputs, shape.Inputs);
                var from = new ReadOnlySpan<float>(_inputSlopes + ((plan.Starts[time] + i) * (nint)row), shape.Inputs);
                TensorPrimitives.Add(target, from, target);
            }
        }
    }
}
