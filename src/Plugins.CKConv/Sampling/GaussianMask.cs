using StreamHost.Numerics.Tensors;
using StreamHost.Plugins.CKConv.Weights;

namespace StreamHost.Plugins.CKConv.Sampling;

/// <summary>
/// The window of FlexConv (Romero et al., 2022, equation 4): exp(-(p - mean)^2 / (2 width^2)) in each dimension, its width
/// learnt, so that a kernel finds its size; what it leaves below a threshold is not sampled.
/// </summary>
internal sealed class GaussianMask
{
    private const float Epsilon = 1e-8f;

    private readonly MaskOptions _options;
    private readonly bool _isCausal;

    /// <param name="scope">Holds mask_width_param and mask_mean_param.</param>
    /// <param name="dimensions">Of a position.</param>
    /// <param name="options">How wide it begins, and what is left out.</param>
    /// <param name="isCausal">Whether it stands at the newest sample, or in the middle.</param>
    public GaussianMask(ParameterScope scope, int dimensions, MaskOptions options, bool isCausal)
    {
        (_options, _isCausal) = (options, isCausal);
        Width = scope.Parameter("mask_width_param", Starts.Constant((float)options.Width), dimensions);
        var middle = Starts.Constant(isCausal ? 1 : 0);
        Mean = options.LearnMean ? scope.Parameter("mask_mean_param", middle, dimensions) : scope.Constant("mask_mean_param", middle, dimensions);
    }

    /// <summary>[dimensions].</summary>
    public Tensor Width { get; }

    /// <summary>[dimensions].</summary>
    public Tensor Mean { get; }

    /// <summary>The mask's values, [points].</summary>
    /// <param name="positions">[dimensions, points].</param>
    public Tensor At(Tensor positions)
    {
        var dimensions = Width.Length;
        var away = (positions - Mean.Reshape(dimensions, 1)).Square() / (Width.Square() + Epsilon).Reshape(dimensions, 1);
        return (-0.5f * away.Sum(0)).Exp();
    }

    /// <summary>The part of a grid where the mask is above the threshold. A width that training brought below zero is as wide as its size.</summary>
    public KernelGrid Crop(KernelGrid grid)
    {
        if (!_options.Crop)
            return grid;

        var reach = Math.Sqrt(-2 * Math.Log(_options.Threshold));
        return grid.Crop([.. grid.Sizes.Select((_, d) => _isCausal
            ? Newest(grid.Axis(d), Mean.Values[d] - (Math.Abs(Width.Values[d]) * reach))
            : Middle(grid.Axis(d), Math.Max(Math.Abs(Mean.Values[d] - (Width.Values[d] * reach)), Math.Abs(Mean.Values[d] + (Width.Values[d] * reach)))))]);
    }

    /// <summary>From the sample where the mask rises above the threshold, or the one before it.</summary>
    private (int Start, int Count) Newest(ReadOnlySpan<float> axis, double root)
    {
        if (Math.Abs(root) >= 1)
            return (0, axis.Length);

        var start = 0;
        if (_options.KeepsSampleBelow)
        {
            start = (int)Math.Floor((float)(root + 1) / (2f / (axis.Length - 1)));
        }
        else
        {
            while (axis[start] <= (float)root)
                start++;
        }

        return (start, axis.Length - start);
    }

    /// <summary>As many samples on both sides of the middle.</summary>
    private static (int Start, int Count) Middle(ReadOnlySpan<float> axis, double root)
    {
        if (root >= 1)
            return (0, axis.Length);

        var step = 2.0 / (axis.Length - 1);
        var reach = (int)Math.Ceiling((root / step) + 1e-8) - 1;
        return ((axis.Length / 2) - reach, (2 * reach) + 1);
    }
}
