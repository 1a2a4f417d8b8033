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
    private readonly int _stride;
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
        _stride = Padded(_layout.Inputs + _layout.StateLength);
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
        GroupRows + (Math.Min(batch, GroupRows) * (_stride + _scoresRow + _workRow));

    /// <inheritdoc/>
    public void InitializeState(Span<float> state)
    {
        state[.._layout.StateLength].Clear();
        InputEncoder.InitializeMemory(state[_layout.StateLength..StateLength]);
    }

    /// <inheritdoc/>
    public void Process(in EventBatch batch)
    {
        Check(batch);
        fixed (float* scratch = batch.Scratch, values = batch.Values, states = batch.States, scores = batch.Scores)
        {
            var rows = new StepRows { Elapsed = scratch, Inputs = scratch + GroupRows, Stride = _stride };
            rows.State = rows.Inputs + _layout.Inputs;
            for (var first = 0; first < batch.Count; first += GroupRows)
            {
                rows.Count = Math.Min(GroupRows, batch.Count - first);
                rows.Work = rows.Inputs + (rows.Count * _stride);
                Gather(batch, first, values, states, rows);
                _memory?.Step(rows);
                _cell.Step(rows);
                Scatter(batch.Rows.Slice(first, rows.Count), states, scores + (first * _layout.Labels), rows);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _block.Dispose();

    /// <summary>Memory is reached by pointers from here on: whatever does not fit is refused before.</summary>
    private void Check(in EventBatch batch)
    {
        var streams = batch.States.Length / StateLength;
        if (batch.Scratch.Length < ScratchLength(batch.Count)
            || batch.Values.Length < batch.Count * _encoder.Features
            || batch.Scores.Length < batch.Count * _layout.Labels
            || batch.Rows.Length < batch.Count
            || batch.Elapsed.Length < batch.Count)
        {
            throw new ArgumentException($"A span is too short for {batch.Count} events, or there are less than {ScratchLength(batch.Count)} floats of scratch.", nameof(batch));
        }

        foreach (var row in batch.Rows[..batch.Count])
        {
            if ((uint)row >= (uint)streams)
                throw new ArgumentException($"Row {row} is none of the {streams} states.", nameof(batch));
        }
    }

    private void Gather(in EventBatch batch, int first, float* values, float* states, in StepRows rows)
    {
        for (var row = 0; row < rows.Count; row++)
        {
            var state = states + (batch.Rows[first + row] * (nint)StateLength);
            var target = rows.Inputs + (row * rows.Stride);
            _encoder.Encode(
                new ReadOnlySpan<float>(values + ((first + row) * (nint)_encoder.Features), _encoder.Features),
                new Span<float>(state + _layout.StateLength, _encoder.MemoryLength),
                new Span<float>(target, _layout.Inputs));
            rows.Elapsed[row] = _encoder.Elapsed(batch.Elapsed[first + row]);
            PackedLayer<TLanes, TVector>.Copy(state, target + _layout.Inputs, _layout.StateLength);
        }
    }

    private void Scatter(ReadOnlySpan<int> streams, float* states, float* scores, in StepRows rows)
    {
        var outputs = Score(rows, out var stride);
        for (var row = 0; row < rows.Count; row++)
        {
            PackedLayer<TLanes, TVector>.Copy(rows.State + (row * rows.Stride), states + (streams[row] * (nint)StateLength), _layout.StateLength);
            PackedLayer<TLanes, TVector>.Copy(outputs + (row * stride), scores + (row * _layout.Labels), _layout.Labels);
        }
    }

    /// <summary>Projection and readout of the new states.</summary>
    private float* Score(in StepRows rows, out nint row)
    {
        var outputs = rows.State + _outputsStart;
        row = rows.Stride;
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
