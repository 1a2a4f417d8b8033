using StreamHost.Numerics.Tensors;
using StreamHost.Plugins.CKConv.Weights;

namespace StreamHost.Plugins.CKConv.Norms;

/// <summary>A normalisation layer with a scale and a shift for each channel.</summary>
internal sealed class ChannelNorm
{
    /// <summary>How fast a batch normalisation's figures follow the batches.</summary>
    private const float Momentum = 0.1f;

    private const double Epsilon = 1e-5;
    private const double SampleEpsilon = 1e-12;

    private readonly NormalizationKind _kind;
    private readonly Tensor _scale;
    private readonly Tensor _shift;
    private readonly Tensor? _mean;
    private readonly Tensor? _variance;

    /// <param name="scope">Holds weight and bias, and of a batch normalisation running_mean and running_var.</param>
    /// <param name="channels">How many.</param>
    /// <param name="kind">What it takes mean and variance over; not none.</param>
    public ChannelNorm(ParameterScope scope, int channels, NormalizationKind kind)
    {
        _kind = kind;
        _scale = scope.Parameter("weight", Starts.Constant(1), channels);
        _shift = scope.Parameter("bias", Starts.Constant(0), channels);
        if (kind == NormalizationKind.Batch)
        {
            _mean = scope.Constant("running_mean", Starts.Constant(0), channels);
            _variance = scope.Constant("running_var", Starts.Constant(1), channels);
        }
    }

    /// <summary>What it takes mean and variance over.</summary>
    public NormalizationKind Kind => _kind;

    /// <summary>
    /// What it does to a channel without looking at any other: a factor and an offset for each. A layer normalisation does so once it has
    /// standardised the channels of a step.
    /// </summary>
    public (float[] Factors, float[] Offsets) Affine()
    {
        var (factors, offsets) = (_scale.Values.ToArray(), _shift.Values.ToArray());
        for (var channel = 0; channel < factors.Length && _kind == NormalizationKind.Batch; channel++)
        {
            factors[channel] = (float)(factors[channel] / Math.Sqrt(_variance!.Values[channel] + Epsilon));
            offsets[channel] -= _mean!.Values[channel] * factors[channel];
        }

        return (factors, offsets);
    }

    /// <summary>Added to a variance.</summary>
    public double AddedToVariance => _kind == NormalizationKind.Sample ? SampleEpsilon : Epsilon;

    /// <summary>Normalises [batch, channels, positions..].</summary>
    /// <param name="x">What is normalised.</param>
    /// <param name="isTraining">Whether a batch normalisation uses the batch's own figures.</param>
    /// <param name="then">What follows; null for nothing.</param>
    public Tensor Apply(Tensor x, bool isTraining, Rectification? then = null) => _kind switch
    {
        NormalizationKind.Layer => Standardization.Apply(x, _scale, _shift, StandardizedOver.Channels, Epsilon, then),
        NormalizationKind.Sample => Standardization.Apply(x, _scale, _shift, StandardizedOver.Sample, SampleEpsilon, then),
        _ => isTraining ? ByBatch(x, then) : then?.Apply(ByFigures(x)) ?? ByFigures(x),
    };

    private Tensor ByBatch(Tensor x, Rectification? then)
    {
        var y = Standardization.Apply(x, _scale, _shift, StandardizedOver.Batch, Epsilon, out var means, out var variances, then);
        var count = (float)(x.Length / means.Length);
        _mean!.MoveTowards(means, Momentum);
        _variance!.MoveTowards(variances * (count / Math.Max(1, count - 1)), Momentum);
        return y;
    }

    private Tensor ByFigures(Tensor x)
    {
        // A factor and an offset for each channel; the long way round, so that scale and shift have gradients.
        int[] shape = [_scale.Length, .. Enumerable.Repeat(1, x.Rank - 2)];
        var factor = _scale / (_variance! + (float)Epsilon).Sqrt();
        return (x * factor.Reshape(shape)) + (_shift - (_mean! * factor)).Reshape(shape);
    }
}
