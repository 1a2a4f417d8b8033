using System.Text.Json;
using StreamHost.Core.Packages;
using StreamHost.Numerics.Devices;
using StreamHost.Numerics.Randomness;
using StreamHost.Numerics.Tensors;
using StreamHost.Plugins.CfC.Architecture;
using StreamHost.Plugins.CfC.Fused;
using StreamHost.Plugins.CfC.Inputs;
using StreamHost.Plugins.CfC.Layout;
using StreamHost.Plugins.CfC.Weights;
using StreamHost.Training.Networks;

namespace StreamHost.Plugins.CfC.Networks;

/// <summary>A CfC or LTC in its trainable form: inputs encoded, recurrent part, projection, readout.</summary>
internal sealed class CfCNetwork : INetwork
{
    private static readonly string[] PositiveParameters = ["rnn_cell.w", "rnn_cell.sensory_w", "rnn_cell.cm", "rnn_cell.gleak"];

    private readonly NetworkLayout _layout;
    private readonly NetworkWeights _weights;
    private readonly InputEncoder _encoder;
    private readonly FusedSequence? _fused;

    public CfCNetwork(NetworkLayout layout, NetworkWeights weights, InputEncoder encoder)
    {
        _layout = layout;
        _weights = weights;
        _encoder = encoder;
        _fused = FusedSequence.For(layout, weights);
        Architecture = ArchitectureWriter.Write(layout.Architecture);
    }

    /// <inheritdoc/>
    public JsonElement Architecture { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Parameter> Parameters => _weights.Parameters;

    /// <inheritdoc/>
    public Tensor Forward(SequenceBatch batch, RandomSource? dropout)
    {
        var inputs = new Tensor(batch.Count, batch.Time, _encoder.Inputs);
        var elapsed = new Tensor(batch.Count, batch.Time);
        _encoder.Encode(batch, inputs.Values, elapsed.Values);
        var outputs = _fused is not null && TensorDevice.Current == TensorDevice.Managed
            ? _fused.Run(inputs, elapsed, batch.Lengths.AsSpan(0, batch.Count))
            : PlainSequence.Run(_layout, _weights, inputs, elapsed, PlainSequence.Start(_layout, batch.Count), dropout).Outputs;
        return Head.Score(_layout, _weights, batch.EveryEvent ? outputs : outputs.PickRows([.. batch.Lengths.Take(batch.Count).Select(length => length - 1)]));
    }

    /// <inheritdoc/>
    public void ConstrainParameters()
    {
        if (_layout.Architecture is not { Cell: CellKind.Ltc, Ltc.ImplicitConstraints: false })
            return;

        foreach (var name in PositiveParameters)
        {
            foreach (ref var value in _weights[name].Values)
                value = Math.Max(value, 0);
        }
    }

    /// <inheritdoc/>
    public TensorFile ExportWeights() => _weights.ToFile();
}
