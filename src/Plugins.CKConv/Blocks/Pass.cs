using StreamHost.Numerics.Randomness;
using StreamHost.Numerics.Tensors;
using StreamHost.Plugins.CKConv.Convolutions;
using StreamHost.Plugins.CKConv.Sampling;

namespace StreamHost.Plugins.CKConv.Blocks;

/// <summary>One pass through a network: whether it trains, where dropout's choices come from, and the kernels that were sampled on the way.</summary>
/// <param name="isTraining">Whether batch normalisation uses the batch's own figures.</param>
/// <param name="dropout">Where dropout's choices come from; null for none.</param>
/// <param name="sampled">Kernels of earlier passes with the same weights; null to sample all anew, with gradients.</param>
/// <param name="times">Of one signal of irregular samples, their times in steps of the kernels' grids; null for even ones.</param>
/// <param name="rate">The signals' rate where it is not the one that was trained at; kernels for another have no gradients.</param>
internal class Pass(bool isTraining, RandomSource? dropout, SampledKernels? sampled = null, double[]? times = null, DeviceRate? rate = null)
{
    private readonly List<(ContinuousConvolution Convolution, Tensor Kernel)> _kernels = [];

    /// <summary>A pass that changes nothing and drops nothing.</summary>
    public static Pass Evaluation() => new(isTraining: false, dropout: null);

    /// <summary>Whether batch normalisation uses the batch's own figures.</summary>
    public bool IsTraining => isTraining;

    /// <summary>Where dropout's choices come from; null for none.</summary>
    public RandomSource? Dropout => dropout;

    /// <summary>The kernels in the order in which they were convolved with.</summary>
    public IReadOnlyList<(ContinuousConvolution Convolution, Tensor Kernel)> Kernels => _kernels;

    /// <summary>Remembers a kernel, and convolves with it.</summary>
    public virtual Tensor Convolve(ContinuousConvolution convolution, Tensor x)
    {
        if (times is not null)
            return convolution.ApplyAt(x, times);
        if (rate is not null)
            return sampled?.ApplyAt(convolution, x, rate) ?? convolution.Apply(x, convolution.KernelAt(rate));
        if (sampled is not null)
            return sampled.Apply(convolution, x);

        var kernel = convolution.KernelFor(x);
        _kernels.Add((convolution, kernel));
        return convolution.Apply(x, kernel);
    }

    /// <summary>
    /// The regulariser of CKConv: the sum of the Euclidean norms of the sampled kernels and of the convolutions' biases, times
    /// <paramref name="weight"/>; what a kernel network's own weights are says little about its kernel.
    /// </summary>
    public Tensor Penalty(float weight)
    {
        Tensor sum = 0f;
        foreach (var (convolution, kernel) in _kernels)
            sum += kernel.Norm() + convolution.Bias.Norm();
        return weight * sum;
    }
}
