using System.Globalization;
using System.Text.Json;
using StreamHost.Core;
using StreamHost.Core.Packages;
using StreamHost.Numerics.Devices;
using StreamHost.Numerics.Randomness;
using StreamHost.Numerics.Tensors;
using StreamHost.Numerics.Threads;
using StreamHost.Plugins.CKConv.Architecture;
using StreamHost.Plugins.CKConv.Blocks;
using StreamHost.Plugins.CKConv.Convolutions;
using StreamHost.Plugins.CKConv.FilterBanks;
using StreamHost.Plugins.CKConv.Norms;
using StreamHost.Plugins.CKConv.Sampling;
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
    private readonly ChannelNorm? _bankNorm;
    private readonly double? _sampleRate;
    private readonly double _timeUnit;
    private readonly SampledKernels _sampled = new();
    private FilterBank? _bank;
    private int _bankRate;
    private DeviceRate? _rate;
    private Pass _last = Pass.Evaluation();

    /// <param name="architecture">The network's shape.</param>
    /// <param name="features">Values of a step.</param>
    /// <param name="labels">Scores that come out.</param>
    /// <param name="normalization">Per feature, or null to take values as they are.</param>
    /// <param name="sampleRate">Of the signals it is trained on, in Hz; null where nothing says.</param>
    /// <param name="timeUnit">Seconds in a unit of elapsed time.</param>
    /// <param name="seed">Of the starting values.</param>
    /// <exception cref="InputException">The signals don't fit the architecture.</exception>
    public ContinuousNetwork(NetworkArchitecture architecture, int features, int labels, Normalization? normalization, double? sampleRate, double timeUnit, ulong seed)
    {
        (_architecture, _features, _normalization, _sampleRate, _timeUnit) = (architecture, features, normalization, sampleRate, timeUnit);
        _table = new ParameterTable(seed);
        if (architecture.FilterBank is { } bank)
        {
            if (features != 1 || sampleRate is null)
                throw new InputException("$.architecture.filterBank", $"the signals have {features} values and {sampleRate?.ToString(CultureInfo.InvariantCulture) ?? "no"} Hz", "give a data set of sounds, or leave the bank out");
            if (Math.Truncate(sampleRate.Value / bank.Rate) * bank.Rate != sampleRate.Value)
                throw new InputException("$.architecture.filterBank.rate", $"{bank.Rate} results a second are no whole number of samples each at {sampleRate.Value} Hz", "train with a rate that divides the sounds'");
            _bankNorm = new ChannelNorm(_table.Scope("bank_norm."), bank.Bands, NormalizationKind.Batch);
        }

        _network = new ResidualNetwork(_table.Scope(), architecture.InputsOf(features), labels, architecture.Network, architecture.Signal[0]);
        Parameters = _table.Parameters;
        Buffers = _table.Buffers;
        Architecture = ArchitectureWriter.Write(architecture);
    }

    /// <inheritdoc/>
    public JsonElement Architecture { get; }

    /// <summary>How it was asked for.</summary>
    public NetworkArchitecture Shape => _architecture;

    /// <summary>The blocks and what stands around them.</summary>
    public ResidualNetwork Network => _network;

    /// <summary>What standardises a filter bank's results; null where there is none.</summary>
    public ChannelNorm? BankNorm => _bankNorm;

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
            ArchitectureReader.Read(manifest.Architecture), manifest.Features.Count, manifest.Labels.Count, manifest.Normalization, manifest.SampleRate, manifest.TimeUnit, seed: 0);
        network.Load(package.Weights, package.Folder.Length == 0 ? "weights.safetensors" : Path.Combine(package.Folder, "weights.safetensors"));
        return network;
    }

    /// <summary>Takes all weights from a file.</summary>
    /// <exception cref="InputException">They are not this network's.</exception>
    public void Load(TensorFile weights, string where) => _table.Load(weights, where);

    /// <inheritdoc/>
    public int LabelStride => _architecture.FilterBank is { } bank ? (int)(_sampleRate!.Value / bank.Rate) : 1;

    /// <inheritdoc/>
    public Tensor Forward(SequenceBatch batch, RandomSource? dropout)
    {
        var readout = _architecture.Network.Readout;
        if (readout != Readout.Events && batch.EveryEvent != (readout == Readout.Every))
            throw new InputException("training.labels", "the network's readout gives scores of another unit", "let readout be \"every\" or \"events\" with everyEvent, \"last\" or \"mean\" with lastEvent");

        if (_architecture.IsIrregular)
            return Finished(ScoresAtTrueTimes(batch, dropout), batch, batch.Lengths);

        var rate = _architecture.FilterBank is null ? RateOf(batch) : null;
        _last = new Pass(isTraining: dropout is not null, dropout, Sampled(dropout), rate: rate);
        if (_architecture.FilterBank is null)
            return Finished(_network.Scores(Inputs(batch), _last, batch.Lengths.AsSpan(0, batch.Count)), batch, batch.Lengths);

        var bank = BankFor((int)batch.SampleRate);
        int[] lengths = [.. batch.Lengths.Take(batch.Count).Select(length => (int)bank.ResultsOf(length))];
        if (Array.IndexOf(lengths, 0) is >= 0 and var empty)
            throw new InputException("recordings", $"one has {batch.Lengths[empty]} samples, none of the filter bank's results", "leave out what is as short");
        return Finished(_network.Scores(Bands(batch, bank), _last, lengths), batch, lengths);
    }

    /// <summary>The scores of whole signals where each step has its own: how far each label rises above the first at its best.</summary>
    private Tensor Finished(Tensor scores, SequenceBatch batch, int[] lengths)
    {
        if (_architecture.Network.Readout != Readout.Events || batch.EveryEvent)
            return scores;

        var (steps, labels) = (scores.Shape[1], scores.Shape[2]);
        var best = new Tensor(batch.Count, labels);
        for (var b = 0; b < batch.Count; b++)
        {
            var target = best.Values.Slice(b * labels, labels);
            target[1..].Fill(float.NegativeInfinity);
            for (var t = 0; t < lengths[b]; t++)
            {
                var row = scores.Values.Slice(((b * steps) + t) * labels, labels);
                for (var label = 1; label < labels; label++)
                    target[label] = Math.Max(target[label], row[label] - row[0]);
            }
        }

        return best;
    }

    /// <summary>The rate of the signals; null where it is the one that it is trained at, or nothing says.</summary>
    private DeviceRate? RateOf(SequenceBatch batch)
    {
        var ratio = batch.SampleRate > 0 && _sampleRate is { } trained ? batch.SampleRate / trained : 1;
        if (ratio == 1)
            return null;
        if (_architecture.Signal.Count > 1 || !_architecture.Network.Block.Convolution.IsCausal)
            throw new InputException("recordings", $"their rate is {batch.SampleRate} Hz, and kernels that look ahead are not rebuilt", $"give them at {_sampleRate} Hz");

        if (_rate?.Ratio != ratio)
            _rate = new DeviceRate(ratio);
        return _rate;
    }

    /// <summary>Signals of irregular samples go through one by one, for each pair of samples has a lag of its own.</summary>
    private Tensor ScoresAtTrueTimes(SequenceBatch batch, RandomSource? dropout)
    {
        var (inputs, rows) = (Inputs(batch), new Tensor[batch.Count]);
        for (var b = 0; b < batch.Count; b++)
        {
            var length = batch.Lengths[b];
            var times = new double[length];
            for (var i = 1; i < length; i++)
                times[i] = times[i - 1] + (batch.Elapsed[(b * batch.Time) + i] / _timeUnit);
            var scores = _network.Scores(inputs.Slice(0, b, 1).Slice(2, 0, length), new Pass(dropout is not null, dropout, times: times));
            rows[b] = scores.Rank == 3 && length < batch.Time
                ? Tensor.Concat(1, scores, new Tensor(1, batch.Time - length, scores.Shape[2]))
                : scores;
        }

        return Tensor.Concat(0, rows);
    }

    /// <summary>While nothing is learnt kernels stay as they are, and their spectra with them; other devices sample them anew.</summary>
    private SampledKernels? Sampled(RandomSource? dropout)
    {
        if (dropout is not null || Parameters.Any(parameter => parameter.Tensor.RequiresGradient) || TensorDevice.Current != TensorDevice.Managed)
            return null;

        _sampled.Use(Parameters.Concat(Buffers).Select(parameter => parameter.Tensor));
        return _sampled;
    }

    private FilterBank BankFor(int sampleRate)
    {
        if (_bank is null || _bankRate != sampleRate)
            (_bank, _bankRate) = (new FilterBank(_architecture.FilterBank!, sampleRate), sampleRate);
        return _bank;
    }

    /// <summary>[batch, bands, results], standardised.</summary>
    private Tensor Bands(SequenceBatch batch, FilterBank bank)
    {
        var results = (int)bank.ResultsOf(batch.Time);
        var x = new float[batch.Count * bank.Bands * results];
        Shards.Run(batch.Count, b => bank.ApplyToAll(
            batch.Values.AsSpan(b * batch.Time, batch.Time), x.AsSpan(b * bank.Bands * results, bank.Bands * results)));
        return _bankNorm!.Apply(Tensor.FromValues(x, batch.Count, bank.Bands, results), _last.IsTraining);
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
        var x = Tensor.Operation(InputShape(batch, channels), [], _ => { });
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

    private int[] InputShape(SequenceBatch batch, int channels)
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
