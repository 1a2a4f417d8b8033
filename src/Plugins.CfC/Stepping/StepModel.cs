using StreamHost.Core.Models;
using StreamHost.Core.Packages;
using StreamHost.Plugins.CfC.Architecture;
using StreamHost.Plugins.CfC.Inputs;
using StreamHost.Plugins.CfC.Layout;
using StreamHost.Plugins.CfC.Weights;

namespace StreamHost.Plugins.CfC.Stepping;

/// <summary>
/// The streaming form of every architecture, a matrix product and an activation at a time over the whole batch. A
/// stream's state is h, then c where the memory is mixed, then the values held.
/// </summary>
internal sealed class StepModel : IEventModel
{
    private readonly NetworkLayout _layout;
    private readonly InputEncoder _encoder;
    private readonly IStepCell _cell;
    private readonly LstmStep? _lstm;
    private readonly DenseLayer? _projection;
    private readonly DenseLayer? _readout;

    public StepModel(ModelPackage package)
    {
        (_layout, var weights, _encoder) = TrainedModel.Open(package);
        var architecture = _layout.Architecture;
        _cell = architecture.Cell == CellKind.Ltc ? new LtcStep(_layout, weights)
            : _layout.IsWiredCfC ? new WiredCfCStep(_layout, weights)
            : new CfCStep(weights, "rnn_cell", architecture.Mode, architecture.Backbone, isMasked: false);
        _lstm = architecture.MixedMemory ? new LstmStep(weights) : null;
        _projection = architecture.Projection is null ? null : new DenseLayer(weights, "fc");
        _readout = architecture.Readout == ReadoutKind.None ? null : new DenseLayer(weights, "readout");
        Identity = package.Identity;
        Features = package.Manifest.Features;
        StateLayout = StateMeaning.Hash(_layout, package.Manifest);
    }

    /// <inheritdoc/>
    public ModelIdentity Identity { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Features { get; }

    /// <inheritdoc/>
    public int StateLength => _layout.StateLength + _encoder.MemoryLength;

    /// <inheritdoc/>
    public ulong StateLayout { get; }

    /// <inheritdoc/>
    public int ScratchLength(int batch) =>
        (batch * (_layout.Inputs + 1 + _layout.StateLength + _layout.CellOutputs + _layout.Outputs))
        + _cell.ScratchLength(batch) + (_lstm?.ScratchLength(batch) ?? 0);

    /// <inheritdoc/>
    public void InitializeState(Span<float> state)
    {
        state[.._layout.StateLength].Clear();
        InputEncoder.InitializeMemory(state[_layout.StateLength..StateLength]);
    }

    /// <inheritdoc/>
    public void Process(in EventBatch batch)
    {
        var (count, units) = (batch.Count, _layout.Units);
        var arena = new Arena(batch.Scratch);
        var inputs = arena.Take(count * _layout.Inputs);
        var elapsed = arena.Take(count);
        Encode(batch, inputs, elapsed);
        var state = arena.Take(count * units);
        Gather(batch, 0, state);
        if (_lstm is not null)
        {
            var memory = arena.Take(count * units);
            Gather(batch, units, memory);
            _lstm.Step(count, inputs, state, memory, new Arena(arena.Take(_lstm.ScratchLength(count))));
            Scatter(batch, units, memory);
        }

        var outputs = arena.Take(count * _layout.CellOutputs);
        _cell.Step(count, inputs, elapsed, state, outputs, new Arena(arena.Take(_cell.ScratchLength(count))));
        Scatter(batch, 0, state);
        Score(count, outputs, batch.Scores, ref arena);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void Encode(in EventBatch batch, Span<float> inputs, Span<float> elapsed)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            var memory = batch.States.Slice((batch.Rows[i] * StateLength) + _layout.StateLength, _encoder.MemoryLength);
            var values = batch.Values.Slice(i * _encoder.Features, _encoder.Features);
            _encoder.Encode(values, memory, inputs.Slice(i * _layout.Inputs, _layout.Inputs));
            elapsed[i] = _encoder.Elapsed(batch.Elapsed[i]);
        }
    }

    private void Score(int count, ReadOnlySpan<float> outputs, Span<float> scores, ref Arena arena)
    {
        if (_projection is not null)
        {
            var projected = arena.Take(count * _layout.Outputs);
            _projection.Apply(count, outputs, projected);
            outputs = projected;
        }

        if (_readout is not null)
            _readout.Apply(count, outputs, scores);
        else
            outputs.CopyTo(scores);
    }

    private void Gather(in EventBatch batch, int offset, Span<float> rows)
    {
        for (var i = 0; i < batch.Count; i++)
            batch.States.Slice((batch.Rows[i] * StateLength) + offset, _layout.Units).CopyTo(rows[(i * _layout.Units)..]);
    }

    private void Scatter(in EventBatch batch, int offset, ReadOnlySpan<float> rows)
    {
        for (var i = 0; i < batch.Count; i++)
            rows.Slice(i * _layout.Units, _layout.Units).CopyTo(batch.States[((batch.Rows[i] * StateLength) + offset)..]);
    }
}
