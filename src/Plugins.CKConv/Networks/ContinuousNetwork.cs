using System.Text.Json;
using StreamHost.Core;
using StreamHost.Core.Packages;
using StreamHost.Numerics.Randomness;
using StreamHost.Numerics.Tensors;
using StreamHost.Plugins.CKConv.Architecture;
using StreamHost.Plugins.CKConv.Blocks;
using StreamHost.Plugins.CKConv.Weights;
using StreamHost.Training.Networks;

namespace StreamHost.Plugins.CKConv.Networks;

/// <summary>A network of continuous convolutions in its trainable form: inputs normalised and put into channels, blocks, readout.</summary>
internal sealed class ContinuousNetwork : INetwork, IPenalizedNetwork
{
    private readonly NetworkArchitecture _architecture;
    private readonly Normalization? _normalization;
    private readonly int _features;
    private readonly ParameterTable _table;
    private readonly ResidualNetwork _network;
    private Pass _last = Pass.Evaluation();

    /// <param name="architecture">The network's shape.</param>
    /// <param name="features">Values of a step.</param>
    /// <param name="labels">Scores that come out.</param>
    /// <param name="normalization">Per feature, or null to take values as they are.</param>
    /// <param name="seed">Of the starting values.</param>
    public ContinuousNetwork(NetworkArchitecture architecture, int features, int labels, Normalization? normalization, ulong seed)
    {
        (_architecture, _features, _normalization) = (architecture, features, normalization);
        _table = new ParameterTable(seed);
        _network = new ResidualNetwork(_table.Scope(), architecture.InputsOf(features), labels, architecture.Network, architecture.Signal[0]);
        Parameters = _table.Parameters;
        Buffers = _table.Buffers;
        Architecture = ArchitectureWriter.Write(architecture);
    }

    /// <inheritdoc/>
    public JsonElement Architecture { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Parameter> Buffers { get; }

    /// <inheritdoc/>
    public Tensor? Penalty => _architecture.KernelPenalty > 0 ? _last.Penalty((float)_architecture.KernelPenalty) : null;

    /// <summary>Opens a package.</summary>
    /// <exception cref="InputException">Its architecture or weights are not what this plugin needs.</exception>
    public static ContinuousNetwork Open(ModelPackage package)
    {
        var manifest = package.Manifest;
        var network = new ContinuousNetwork(
            ArchitectureReader.Read(manifest.Architecture), manifest.Features.Count, manifest.Labels.Count, manifest.Normalization, seed: 0);
        network.Load(package.Weights, package.Folder.Length == 0 ? "weights.safetensors" : Path.Combine(package.Folder, "weights.safetensors"));
        return network;
    }

    /// <summary>Takes all weights from a file.</summary>
    /// <exception cref="InputException">They are not this network's.</exception>
    public void Load(TensorFile weights, string where) => _table.Load(weights, where);

    /// <inheritdoc/>
    public Tensor Forward(SequenceBatch batch, RandomSource? dropout)
    {
        if (batch.EveryEvent != (_architecture.Network.Readout == Readout.Every))
            throw new InputException("training.labels", "the network's readout gives scores of another unit", "let readout be \"every\" with everyEvent, \"last\" or \"mean\" with lastEvent");

        _last = new Pass(isTraining: dropout is not null, dropout);
        return _network.Scores(Inputs(batch), _last, batch.Lengths.AsSpan(0, batch.Count));
    }

    /// <inheritdoc/>
    public void ConstrainParameters()
    {
    }

    /// <inheritdoc/>
    public TensorFile ExportWeights() => _table.ToFile();

    /// <summary>[batch, time, features] as [batch, channels, signal..], normalised; what was not measured is 0, the mean.</summary>
    private Tensor Inputs(SequenceBatch batch)
    {
        var channels = _architecture.InputsOf(_features);
        var x = new Tensor(Shape(batch, channels));
        for (var b = 0; b < batch.Count; b++)
        {
            for (var feature = 0; feature < _features; feature++)
            {
                var target = x.Values.Slice(((b * channels) + feature) * batch.Time, batch.Time);
                var mask = _architecture.HasMask ? x.Values.Slice(((b * channels) + _features + feature) * batch.Time, batch.Time) : [];
                var (mean, scale) = _normalization is { } known ? (known.Mean[feature], known.Scale[feature]) : (0f, 1f);
                for (var t = 0; t < batch.Lengths[b]; t++)
                {
                    var value = batch.Values[(((b * batch.Time) + t) * _features) + feature];
                    target[t] = float.IsFinite(value) ? (value - mean) / scale : 0;
                    if (!mask.IsEmpty)
                        mask[t] = float.IsFinite(value) ? 1 : 0;
                }
            }
        }

        return x;
    }

    private int[] Shape(SequenceBatch batch, int channels)
    {
        if (_architecture.Signal.Count == 1)
            return [batch.Count, channels, batch.Time];
        if (batch.Time != _architecture.Steps || batch.Lengths.AsSpan(0, batch.Count).ContainsAnyExcept(batch.Time))
        {
            throw new InputException(
                "recordings", $"one has {batch.Time} steps or fewer", $"the network's signals are {string.Join(" x ", _architecture.Signal)}, {_architecture.Steps} steps");
        }

        return [batch.Count, channels, .. _architecture.Signal];
    }
}
