using StreamHost.Numerics.Tensors;
using StreamHost.Plugins.CKConv.Convolutions;
using StreamHost.Plugins.CKConv.Kernels;
using StreamHost.Plugins.CKConv.Norms;
using StreamHost.Plugins.CKConv.Weights;

namespace StreamHost.Plugins.CKConv.Blocks;

/// <summary>Convolutions with a way around them; see <see cref="BlockKind"/> for the order in each kind.</summary>
internal sealed class ResidualBlock
{
    private readonly BlockOptions _options;
    private readonly ContinuousConvolution _first;
    private readonly ContinuousConvolution? _second;
    private readonly ChannelNorm? _firstNorm;
    private readonly ChannelNorm? _secondNorm;
    private readonly PointwiseLayer? _linear;
    private readonly PointwiseLayer? _shortcut;

    /// <param name="scope">Holds conv1, conv2 or linear1, norm1, norm2, and shortcut.0 where the channels change.</param>
    /// <param name="inputs">Channels that enter.</param>
    /// <param name="outputs">Channels that come out.</param>
    /// <param name="options">Its shape.</param>
    /// <param name="signal">The length of the signals it is trained on.</param>
    public ResidualBlock(ParameterScope scope, int inputs, int outputs, BlockOptions options, int signal)
    {
        _options = options;
        _first = new ContinuousConvolution(scope.Within("conv1"), inputs, outputs, options.Convolution, signal);
        _firstNorm = Norm(scope.Within("norm1"), options.Kind is BlockKind.S4 or BlockKind.Preactivation ? inputs : outputs);
        if (options.Kind is BlockKind.S4 or BlockKind.S4PostNorm)
        {
            _linear = new PointwiseLayer(scope.Within("linear1"), outputs, outputs, Starts.KaimingNormal(outputs), Starts.Constant(0));
        }
        else
        {
            _second = new ContinuousConvolution(scope.Within("conv2"), outputs, outputs, options.Convolution, signal);
            _secondNorm = Norm(scope.Within("norm2"), outputs);
        }

        _shortcut = inputs == outputs
            ? null
            : new PointwiseLayer(scope.Within("shortcut.0"), inputs, outputs, Starts.KaimingNormal(inputs), Starts.Constant(0));
    }

    /// <summary>How it was asked for.</summary>
    public BlockOptions Options => _options;

    /// <summary>Its parts, in the order in which a signal meets them; null what its kind does not have.</summary>
    public (ContinuousConvolution First, ContinuousConvolution? Second, ChannelNorm? FirstNorm, ChannelNorm? SecondNorm, PointwiseLayer? Linear, PointwiseLayer? Shortcut) Parts =>
        (_first, _second, _firstNorm, _secondNorm, _linear, _shortcut);

    /// <summary>Applies it.</summary>
    /// <param name="x">[batch, inputs, positions..].</param>
    /// <param name="pass">The pass.</param>
    /// <returns>[batch, outputs, positions..].</returns>
    public Tensor Apply(Tensor x, Pass pass)
    {
        var around = _shortcut?.ApplyToChannels(x) ?? x;
        return _options.Kind switch
        {
            BlockKind.Tcn => Finish(_secondNorm, pass.Convolve(_second!, FirstHalf(x, pass)), pass, around),
            BlockKind.Resnet => Activate(Normalize(_secondNorm, pass.Convolve(_second!, FirstHalf(x, pass)), pass) + around),
            BlockKind.Preactivation => Preactivated(x, pass) + around,
            BlockKind.S4 => Mixed(Normalize(_firstNorm, x, pass), pass) + around,
            _ => Normalize(_firstNorm, Mixed(x, pass) + around, pass),
        };
    }

    private Tensor FirstHalf(Tensor x, Pass pass) => Finish(_firstNorm, pass.Convolve(_first, x), pass, around: null);

    /// <summary>Normalisation, activation and dropout; with a way around its sum and another activation. All of it is one operation where it can be.</summary>
    private Tensor Finish(ChannelNorm? norm, Tensor x, Pass pass, Tensor? around)
    {
        if (_options.Activation == Activation.Relu)
        {
            var then = new Rectification(_options.Dropout, pass.Dropout, around);
            return norm?.Apply(x, pass.IsTraining, then) ?? then.Apply(x);
        }

        var y = Drop(Activate(Normalize(norm, x, pass)), pass);
        return around is null ? y : Activate(y + around);
    }

    private Tensor Preactivated(Tensor x, Pass pass)
    {
        var z = Drop(pass.Convolve(_first, Activate(Normalize(_firstNorm, x, pass))), pass);
        return pass.Convolve(_second!, Activate(Normalize(_secondNorm, z, pass)));
    }

    private Tensor Mixed(Tensor x, Pass pass) => Activate(_linear!.ApplyToChannels(Drop(Activate(pass.Convolve(_first, x)), pass)));

    private ChannelNorm? Norm(ParameterScope scope, int channels) =>
        _options.Norm == NormalizationKind.None ? null : new ChannelNorm(scope, channels, _options.Norm);

    private static Tensor Normalize(ChannelNorm? norm, Tensor x, Pass pass) => norm?.Apply(x, pass.IsTraining) ?? x;

    private Tensor Activate(Tensor x) => _options.Activation.Apply(x);

    private Tensor Drop(Tensor x, Pass pass) => x.Dropout(_options.Dropout, pass.Dropout);
}
