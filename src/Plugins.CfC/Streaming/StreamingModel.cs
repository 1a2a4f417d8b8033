using StreamHost.Core.Models;
using StreamHost.Core.Packages;
using StreamHost.Numerics.Vectors;
using StreamHost.Plugins.CfC.Architecture;
using StreamHost.Plugins.CfC.Inputs;
using StreamHost.Plugins.CfC.Layout;
using StreamHost.Plugins.CfC.Weights;

namespace StreamHost.Plugins.CfC.Streaming;

/// <summary>
/// The streaming form of a network: packed weights and a few fused kernels. Streams are taken in groups of 16 rows; what
/// a row gives does not depend on its group. A state is h, c where the memory is mixed, and the values held.
/// </summary>
internal sealed unsafe class StreamingModel<TLanes, TVector> : IEventModel
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    private const int GroupRows = 16;

    private readonly InputEncoder _encoder;
    private readonly NetworkLayout _layout;
    private readonly WeightBlock _block;
    private readonly IStepPart? _memory;
    private readonly IStepPart _cell;
    private readonly PackedLayer<TLanes, TVector>? _projection;
    private readonly PackedLayer<TLanes, TVector>? _readout;
    private readonly int _outputsStart;
    private readonly int _inputsRow;
    private readonly int _stateRow;
    private readonly int _scoresRow;
    private readonly int _workRow;

    public StreamingModel(ModelPackage package, TrainedModel model)
    {
        (_layout, var weights, _encoder) = model;
        Identity = package.Identity;
        Features = package.Manifest.Features;
        StateLength = _layout.StateLength + _encoder.MemoryLength;
        StateLayout = StateMeaning.Hash(_layout, package.Manifest);
        _block = new WeightBlock(_layout);
        _memory = _layout.Architecture.MixedMemory ? new MixedMemory<TLanes, TVector>(_block, _layout, weights) : null;
        _cell = _layout.Architecture.Cell == CellKind.Ltc
            ? new FusedLtc<TLanes, TVector>(_block, _layout, weights)
            : new CellChain<TLanes, TVector>(_block, _layout, weights);
        _projection = _layout.Architecture.Projection is null ? null : Linear(weights, "fc");
        _readout = _layout.Architecture.Readout == ReadoutKind.None ? null : Linear(weights, "readout");
        _outputsStart = _layout.Architecture.Cell == CellKind.Ltc ? 0 : _layout.Units - _layout.CellOutputs;
        _inputsRow = Padded(_layout.Inputs);
        _stateRow = Padded(_layout.StateLength);
        _scoresRow = (_projection?.Width ?? 0) + (_readout?.Width ?? 0);
        _workRow = Math.Max(_cell.WorkLength, _memory?.WorkLength ?? 0);
    }

    /// <inheritdoc/>
    public ModelIdentity Identity { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Features { get; }

    /// <inheritdoc/>
    public int StateLength { get; }

    /// <inheritdoc/>
    public ulong StateLayout { get; }

    /// <inheritdoc/>
    public int ScratchLength(int batch) =>
        GroupRows + (Math.Min(batch, GroupRows) * (_inputsRow + _stateRow + _scoresRow + _workRow));

    /// <inheritdoc/>
    public void InitializeState(Span<float> state)
    {
        state[.._layout.StateLength].Clear();
        InputEncoder.InitializeMemory(state[_layout.StateLength..StateLength]);
    }

    /// <inheritdoc/>
    public void Process(in EventBatch batch)
    {
        if (batch.Scratch.Length < ScratchLength(batch.Count))
            throw new ArgumentException($"{batch.Scratch.Length} floats of scratch are less than the {ScratchLength(batch.Count)} needed.", nameof(batch));

        fixed (float* scratch = batch.Scratch)
        {
            var rows = new StepRows { Elapsed = scratch, Inputs = scratch + GroupRows, InputsRow = _inputsRow, StateRow = _stateRow };
            for (var first = 0; first < batch.Count; first += GroupRows)
            {
                rows.Count = Math.Min(GroupRows, batch.Count - first);
                rows.State = rows.Inputs + (rows.Count * _inputsRow);
                rows.Work = rows.State + (rows.Count * _stateRow);
                Gather(batch, first, rows);
                _memory?.Step(rows);
                _cell.Step(rows);
                Scatter(batch, first, rows);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _block.Dispose();

    private void Gather(in EventBatch batch, int first, in StepRows rows)
    {
        for (var row = 0; row < rows.Count; row++)
        {
            var state = batch.States.Slice(batch.Rows[first + row] * StateLength, StateLength);
            var values = batch.Values.Slice((first + row) * _encoder.Features, _encoder.Features);
            _encoder.Encode(values, state[_layout.StateLength..], new Span<float>(rows.Inputs + (row * rows.InputsRow), _inputsRow));
            rows.Elapsed[row] = _encoder.Elapsed(batch.Elapsed[first + row]);
            state[.._layout.StateLength].CopyTo(new Span<float>(rows.State + (row * rows.StateRow), _stateRow));
        }
    }

    private void Scatter(in EventBatch batch, int first, in StepRows rows)
    {
        var scores = Score(rows, out var scoresRow);
        for (var row = 0; row < rows.Count; row++)
        {
            var state = batch.States.Slice(batch.Rows[first + row] * StateLength, _layout.StateLength);
            new ReadOnlySpan<float>(rows.State + (row * rows.StateRow), _layout.StateLength).CopyTo(state);
            var target = batch.Scores.Slice((first + row) * _layout.Labels, _layout.Labels);
            new ReadOnlySpan<float>(scores + (row * scoresRow), _layout.Labels).CopyTo(target);
        }
    }

    /// <summary>Projection and readout of the new states.</summary>
    private float* Score(in StepRows rows, out nint row)
    {
        var outputs = rows.State + _outputsStart;
        row = rows.StateRow;
        var work = rows.Work + (rows.Count * _workRow);
        if (_cell is FusedLtc<TLanes, TVector> ltc)
        {
            outputs = rows.Work;
            row = ltc.OutputsRow;
            ltc.MapOutputs(rows, outputs);
        }

        if (_projection is not null)
        {
            _projection.Apply(outputs, row, work, rows.Count);
            outputs = work;
            row = _projection.Width;
            work += rows.Count * row;
        }

        if (_readout is not null)
        {
            _readout.Apply(outputs, row, work, rows.Count);
            outputs = work;
            row = _readout.Width;
        }

        return outputs;
    }

    private PackedLayer<TLanes, TVector> Linear(NetworkWeights weights, string name) =>
        new(_block, (weights[$"{name}.weight"].Values.ToArray(), weights[$"{name}.bias"].Values.ToArray()));

    private static int Padded(int floats) => PackedLayer<TLanes, TVector>.VectorsOf(floats) * TLanes.Count;
}
