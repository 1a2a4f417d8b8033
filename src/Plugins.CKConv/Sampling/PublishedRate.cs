using StreamHost.Numerics.Convolutions;
using StreamHost.Numerics.Tensors;

namespace StreamHost.Plugins.CKConv.Sampling;

/// <summary>
/// How the published CKConv samples a kernel for a signal of another length than it was trained at: the ratio of rates
/// rounded to a whole number, one way or the other, and where the rate rises a short Gaussian over the sampled kernel. Right for
/// whole ratios and kept for comparison with the authors' results; signals of any rate are another class's.
/// </summary>
internal sealed class PublishedRate
{
    /// <summary>The width of the Gaussian in samples.</summary>
    private const double Sigma = 0.5;

    private readonly int _faster;
    private readonly int _slower;

    /// <param name="trainLength">Samples of the signals it was trained on.</param>
    /// <param name="length">Samples of the signal.</param>
    public PublishedRate(int trainLength, int length)
    {
        // Half to even, as Python rounds.
        var ratio = (double)trainLength / length;
        (_slower, _faster) = trainLength > length ? ((int)Math.Round(ratio), 1) : (1, (int)Math.Round(1 / ratio));
        var step = 2.0 / (trainLength - 1);
        var last = _slower > 1
            ? 1 - ((trainLength - 1) % _slower * step)
            : 1 + ((length - 1) % _faster * step / _faster);
        Grid = new KernelGrid(KernelGrid.Evenly(length, (float)last));
        Gain = (double)_slower / _faster;
    }

    /// <summary>Where the kernel is sampled.</summary>
    public KernelGrid Grid { get; }

    /// <summary>What its samples are multiplied by, so that the sum stays as it was.</summary>
    public double Gain { get; }

    /// <summary>What is convolved with: the samples smoothed where the rate is higher, times the gain.</summary>
    /// <param name="kernel">[outputs, inputs, length].</param>
    public Tensor Finish(Tensor kernel)
    {
        if (_faster > 1)
            kernel = Smooth(kernel);
        return Gain == 1 ? kernel : (float)Gain * kernel;
    }

    /// <summary>The inner samples smoothed; those within the Gaussian's width of an end stay as they are.</summary>
    private Tensor Smooth(Tensor kernel)
    {
        var half = _faster;
        var (rows, length) = (kernel.Shape[0] * kernel.Shape[1], kernel.Shape[2]);
        if (length <= 2 * half)
            return kernel;

        float[] bell = [.. Enumerable.Range(-half, (2 * half) + 1).Select(i =>
            (float)(Math.Exp(-0.5 * i * i / (Sigma * Sigma)) / (Sigma * Math.Sqrt(2 * Math.PI))))];
        var smooth = Convolution.Apply(
            kernel.Reshape(rows, 1, length), Tensor.FromValues(bell, 1, 1, bell.Length), null, [half], path: ConvolutionPath.Direct);
        var inner = smooth.Slice(2, half, length - (2 * half));
        var flat = kernel.Reshape(rows, 1, length);
        return Tensor.Concat(2, flat.Slice(2, 0, half), inner, flat.Slice(2, length - half, half)).Reshape(kernel.Shape);
    }
}
