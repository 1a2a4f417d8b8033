using StreamHost.Numerics.Tensors;
using StreamHost.Plugins.CKConv.Blocks;
using StreamHost.Plugins.CKConv.Convolutions;
using StreamHost.Plugins.CKConv.Kernels;
using StreamHost.Plugins.CKConv.Norms;
using StreamHost.Plugins.CKConv.Weights;

namespace StreamHost.Plugins.CKConv.Networks;

/// <summary>
/// Residual blocks of continuous convolutions and a linear readout: CKCNN (Romero et al., 2021, section 4), FlexNet (Romero et
/// al., 2022) and CCNN (Knigge et al., 2023), for signals of one, two or three dimensions.
/// </summary>
internal sealed class ResidualNetwork
{
    private readonly NetworkOptions _options;
    private readonly ContinuousConvolution? _stem;
    private readonly ChannelNorm? _stemNorm;
    private readonly ResidualBlock[] _blocks;
    private readonly ChannelNorm? _endNorm;
    private readonly PointwiseLayer _readout;

    /// <param name="scope">Holds conv1 and norm1 of the stem, blocks.0 .., out_norm and out_layer.</param>
    /// <param name="inputs">Channels that enter.</param>
    /// <param name="labels">Scores that come out.</param>
    /// <param name="options">Its shape.</param>
    /// <param name="signal">The length of the signals it is trained on.</param>
    public ResidualNetwork(ParameterScope scope, int inputs, int labels, NetworkOptions options, int signal)
    {
        _options = options;
        var (block, channels) = (options.Block, inputs);
        if (options.Stem is { } stem)
        {
            _stem = new ContinuousConvolution(scope.Within("conv1"), inputs, stem, options.BlockAt(0).Convolution, signal);
            _stemNorm = block.Norm == NormalizationKind.None ? null : new ChannelNorm(scope.Within("norm1"), stem, block.Norm);
            channels = stem;
        }

        _blocks = new ResidualBlock[options.Widths.Count];
        for (var i = 0; i < _blocks.Length; i++)
        {
            _blocks[i] = new ResidualBlock(scope.Within($"blocks.{i}"), channels, options.Widths[i], options.BlockAt(i), signal);
            channels = options.Widths[i];
        }

        _endNorm = options.EndNorm && block.Norm != NormalizationKind.None ? new ChannelNorm(scope.Within("out_norm"), channels, block.Norm) : null;
        _readout = new PointwiseLayer(scope.Within("out_layer"), channels, labels, Starts.KaimingNormal(channels), Starts.Constant(0));
    }

    /// <summary>How it was asked for.</summary>
    public NetworkOptions Options => _options;

    /// <summary>Its parts, in the order in which a signal meets them; null what it does not have.</summary>
    public (ContinuousConvolution? Stem, ChannelNorm? StemNorm, IReadOnlyList<ResidualBlock> Blocks, ChannelNorm? EndNorm, PointwiseLayer Readout) Parts =>
        (_stem, _stemNorm, _blocks, _endNorm, _readout);

    /// <summary>What the blocks give.</summary>
    /// <param name="x">[batch, inputs, positions..].</param>
    /// <param name="pass">The pass.</param>
    /// <returns>[batch, channels, positions..].</returns>
    public Tensor Features(Tensor x, Pass pass)
    {
        x = x.Dropout(_options.InputDropout, pass.Dropout);
        if (_stem is not null)
        {
            x = pass.Convolve(_stem, x);
            x = _options.Block.Activation.Apply(_stemNorm?.Apply(x, pass.IsTraining) ?? x);
        }

        foreach (var block in _blocks)
            x = block.Apply(x, pass);
        return _endNorm?.Apply(x, pass.IsTraining) ?? x;
    }

    /// <summary>The scores, [batch, labels]; with a readout of every step [batch, time, labels].</summary>
    /// <param name="x">[batch, inputs, positions..].</param>
    /// <param name="pass">The pass.</param>
    /// <param name="lengths">[batch], the steps of each signal that are none of padding; empty where there is none.</param>
    public Tensor Scores(Tensor x, Pass pass, ReadOnlySpan<int> lengths = default)
    {
        var features = Features(x, pass);
        var (batch, channels) = (features.Shape[0], features.Shape[1]);
        var points = features.Length / (batch * channels);
        features = features.Reshape(batch, channels, points);
        if (_options.Readout is Readout.Every or Readout.Events)
            return _readout.ApplyToChannels(features).Transpose(1, 2);

        // Which steps the readout sees, and how much of each.
        var weights = Tensor.Operation([batch, points, 1], [], _ => { });
        for (var b = 0; b < batch; b++)
        {
            var length = lengths.IsEmpty ? points : lengths[b];
            var row = weights.Values.Slice(b * points, length);
            if (_options.Readout == Readout.Last)
                row[^1] = 1;
            else
                row.Fill(1f / length);
        }

        return _readout.Apply(Tensor.MatMul(features, weights).Reshape(batch, channels).Transpose(0, 1)).Transpose(0, 1);
    }
}
