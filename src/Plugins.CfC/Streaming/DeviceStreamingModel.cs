using StreamHost.Core;
using StreamHost.Core.Models;
using StreamHost.Core.Packages;
using StreamHost.Numerics.Devices;
using StreamHost.Numerics.Tensors;
using StreamHost.Plugins.CfC.Layout;
using StreamHost.Plugins.CfC.Networks;
using StreamHost.Plugins.CfC.Weights;

namespace StreamHost.Plugins.CfC.Streaming;

/// <summary>
/// The streaming form of a network on a device: the operations that training has, over the events of many streams at once. States are the host's
/// and the same as the fused form's, so a stream may go from one form to the other between two events: a batch goes to the device as one tensor, and what
/// comes of it comes back as one. A call costs nearly the same whatever is in it. Where the device fails, the fused form goes
/// on with the same states, from that call on.
/// </summary>
internal sealed class DeviceStreamingModel : IEventModel
{
    private readonly ITensorDevice _device;
    private readonly TrainedModel _model;
    private readonly NetworkLayout _layout;
    private readonly IEventModel _spare;
    private readonly IRecurrentCell _cell;
    private readonly LstmCell? _lstm;
    private readonly TensorMemory _memory = TensorMemory.Create();
    private readonly DeviceTurns _turns;
    private readonly KeptTensors _weights;

    /// <param name="package">The package.</param>
    /// <param name="device">The device.</param>
    /// <exception cref="InputException">The package's architecture or weights are not what this plugin needs.</exception>
    public DeviceStreamingModel(ModelPackage package, ITensorDevice device)
    {
        (_device, _turns, _model) = (device, new DeviceTurns(device), TrainedModel.Open(package));
        _layout = _model.Layout;
        foreach (var parameter in _model.Weights.Parameters)
            parameter.Tensor.RequiresGradient = false;

        // By the managed arithmetic, so that what is made of weights once lies here, and goes to the device with the others.
        using var use = TensorDevice.Use(TensorDevice.Managed);
        _spare = StreamingForm.Open(package);
        _cell = PlainSequence.CellOf(_layout, _model.Weights);
        _lstm = _layout.Architecture.MixedMemory ? new LstmCell(_model.Weights) : null;
        _weights = new KeptTensors([.. _cell.Weights, .. _lstm?.Weights ?? [], .. Head.Weights(_layout, _model.Weights)]);
    }

    /// <inheritdoc/>
    public ModelIdentity Identity => _spare.Identity;

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => _spare.Features;

    /// <inheritdoc/>
    public string? Degraded => _turns.Failure;

    /// <inheritdoc/>
    public int StateLength => _spare.StateLength;

    /// <inheritdoc/>
    public ulong StateLayout => _spare.StateLayout;

    private int Row => _layout.Inputs + 1 + _layout.StateLength;

    /// <inheritdoc/>
    public int ScratchLength(int batch) => _spare.ScratchLength(batch);

    /// <inheritdoc/>
    public void InitializeState(Span<float> state) => _spare.InitializeState(state);

    /// <inheritdoc/>
    public void Process(in EventBatch batch)
    {
        if (!TryProcessThere(batch))
            _spare.Process(batch);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _weights.Dispose();
        _spare.Dispose();
    }

    private bool TryProcessThere(in EventBatch batch)
    {
        if (!_turns.TryEnter())
            return false;

        try
        {
            ProcessThere(batch);
            return true;
        }
        catch (Exception exception)
        {
            _turns.Fail(exception);
            _weights.Dispose();
            return false;
        }
        finally
        {
            _turns.Leave();
        }
    }

    private void ProcessThere(in EventBatch batch)
    {
        using var use = TensorDevice.Use(_device);
        using var scope = _memory.Open();
        var results = Step(Gather(batch)).Values;
        _weights.Keep();

        // From here on nothing fails: until then states are as they were, but for the values held, which are held alike twice.
        Scatter(results, batch);
    }

    /// <summary>[count, inputs, elapsed time, h, c]: what enters the network of each event.</summary>
    private Tensor Gather(in EventBatch batch)
    {
        var (encoder, features) = (_model.Encoder, Features.Count);
        var rows = Tensor.Operation([batch.Count, Row], [], _ => { });
        for (var i = 0; i < batch.Count; i++)
        {
            var state = State(batch, i);
            var row = rows.Values.Slice(i * Row, Row);
            encoder.Encode(batch.Values.Slice(i * features, features), state[_layout.StateLength..], row[.._layout.Inputs]);
            row[_layout.Inputs] = encoder.Elapsed(batch.Elapsed[i]);
            state[.._layout.StateLength].CopyTo(row[(_layout.Inputs + 1)..]);
        }

        return rows;
    }

    /// <summary>[count, scores, h, c].</summary>
    private Tensor Step(Tensor rows)
    {
        var (first, units) = (_layout.Inputs + 1, _layout.Units);
        var (inputs, elapsed, state) = (rows.Slice(1, 0, _layout.Inputs), rows.Slice(1, _layout.Inputs, 1), rows.Slice(1, first, units));
        Tensor? memory = null;
        if (_lstm is not null)
            (state, memory) = _lstm.Step(inputs, state, rows.Slice(1, first + units, units));
        (var output, state) = _cell.Step(inputs, state, elapsed, dropout: null);
        var scores = Head.Score(_layout, _model.Weights, output);
        return memory is null ? Tensor.Concat(1, scores, state) : Tensor.Concat(1, scores, state, memory);
    }

    private void Scatter(ReadOnlySpan<float> results, in EventBatch batch)
    {
        var row = _layout.Labels + _layout.StateLength;
        for (var i = 0; i < batch.Count; i++)
        {
            var result = results.Slice(i * row, row);
            result[.._layout.Labels].CopyTo(batch.Scores[(i * _layout.Labels)..]);
            result[_layout.Labels..].CopyTo(State(batch, i));
        }
    }

    private Span<float> State(in EventBatch batch, int index) => batch.States.Slice(batch.Rows[index] * StateLength, StateLength);
}
