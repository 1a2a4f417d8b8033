using StreamHost.Core.Models;
using StreamHost.Core.Packages;
using StreamHost.Numerics.Tensors;
using StreamHost.Plugins.CfC.Inputs;
using StreamHost.Plugins.CfC.Layout;
using StreamHost.Plugins.CfC.Networks;
using StreamHost.Plugins.CfC.Weights;

namespace StreamHost.Plugins.CfC.Tests.Streaming;

/// <summary>The streaming form composed of the same tensors as training: slow, and the oracle of the fused one.</summary>
internal sealed class PlainEventModel : IEventModel
{
    private readonly TrainedModel _model;
    private readonly NetworkLayout _layout;

    public PlainEventModel(ModelPackage package)
    {
        _model = TrainedModel.Open(package);
        _layout = _model.Layout;
        foreach (var parameter in _model.Weights.Parameters)
            parameter.Tensor.RequiresGradient = false;
        Identity = package.Identity;
        Features = package.Manifest.Features;
        StateLayout = StateMeaning.Hash(_layout, package.Manifest);
    }

    /// <inheritdoc/>
    public ModelIdentity Identity { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Features { get; }

    /// <inheritdoc/>
    public int StateLength => _layout.StateLength + _model.Encoder.MemoryLength;

    /// <inheritdoc/>
    public ulong StateLayout { get; }

    /// <inheritdoc/>
    public int ScratchLength(int batch) => 0;

    /// <inheritdoc/>
    public void InitializeState(Span<float> state)
    {
        state[.._layout.StateLength].Clear();
        InputEncoder.InitializeMemory(state[_layout.StateLength..StateLength]);
    }

    /// <inheritdoc/>
    public void Process(in EventBatch batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            var state = batch.States.Slice(batch.Rows[i] * StateLength, StateLength);
            var values = batch.Values.Slice(i * Features.Count, Features.Count);
            Step(values, batch.Elapsed[i], state, batch.Scores.Slice(i * _layout.Labels, _layout.Labels));
        }
    }

    public void Dispose()
    {
    }

    private void Step(ReadOnlySpan<float> values, double seconds, Span<float> state, Span<float> scores)
    {
        var units = _layout.Units;
        var inputs = new Tensor(1, 1, _layout.Inputs);
        _model.Encoder.Encode(values, state[_layout.StateLength..], inputs.Values);
        var elapsed = Tensor.FromValues([_model.Encoder.Elapsed(seconds)], 1, 1);
        var memory = _layout.Architecture.MixedMemory ? Tensor.FromValues(state.Slice(units, units), 1, units) : null;
        var before = new SequenceStates(Tensor.FromValues(state[..units], 1, units), memory);
        var (outputs, after) = PlainSequence.Run(_layout, _model.Weights, inputs, elapsed, before, dropout: null);
        after.State.Values.CopyTo(state);
        after.Memory?.Values.CopyTo(state[units..]);
        Head.Score(_layout, _model.Weights, outputs).Values.CopyTo(scores);
    }
}
