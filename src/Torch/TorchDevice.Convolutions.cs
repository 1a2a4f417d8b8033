using StreamHost.Numerics.Convolutions;
using StreamHost.Numerics.Fourier;
using StreamHost.Numerics.Tensors;
using TorchSharp;
using static TorchSharp.torch.nn;

namespace StreamHost.Torch;

/// <summary>Convolutions: short kernels directly, long ones by Fourier transforms.</summary>
internal sealed partial class TorchDevice
{
    /// <summary>Samples of a kernel from which on transforms are taken.</summary>
    private const int LongKernel = 64;

    /// <inheritdoc/>
    public Tensor Convolve(ConvolutionShape shape, Tensor x, Tensor weight, Tensor? bias, ConvolutionPath path)
    {
        var isDirect = path == ConvolutionPath.Direct || (path == ConvolutionPath.Cheaper && shape.KernelLength < LongKernel);
        var y = isDirect ? Direct(shape, Of(x), Of(weight)) : Fourier(shape, Of(x), Of(weight));
        return Result(bias is null ? y : y + Of(bias).view([shape.Outputs, .. Enumerable.Repeat(1L, shape.Dimensions)]));
    }

    /// <inheritdoc/>
    public Tensor ConvolvePoints(Tensor x, Tensor weight, Tensor bias)
    {
        var values = Of(x);
        var mixed = torch.matmul(Of(weight), values.reshape(values.shape[0], values.shape[1], -1)) + Of(bias).unsqueeze(1);
        return Result(mixed.reshape([values.shape[0], weight.Shape[0], .. values.shape[2..]]));
    }

    /// <inheritdoc/>
    public Tensor ConvolveIrregularly(Tensor x, Tensor kernel, Tensor bias, LagPairs pairs, bool isDepthwise)
    {
        // Each pair's product, then the sum over the pairs of each later sample.
        var heard = Of(x).index_select(1, Whole(pairs.Earlier));
        var products = isDepthwise ? Of(kernel).squeeze(1) * heard : (Of(kernel) * heard).sum(1);
        var sums = torch.zeros(kernel.Shape[0], pairs.Samples, torch.float32, _device).index_add(1, Whole(pairs.Later), products, 1);
        return Result(sums + Of(bias).unsqueeze(1));
    }

    private static torch.Tensor Direct(ConvolutionShape shape, torch.Tensor x, torch.Tensor weight)
    {
        // The last dimension comes first where padding is told.
        var (sizes, zeros) = (weight.shape, new List<long>());
        for (var d = shape.Dimensions - 1; d >= 0; d--)
            zeros.AddRange([shape.ZerosBefore[d], sizes[d + 2] - 1 - shape.ZerosBefore[d]]);
        var padded = functional.pad(x, [.. zeros]);
        var groups = shape.IsDepthwise ? shape.Outputs : 1;
        return shape.Dimensions switch
        {
            1 => functional.conv1d(padded, weight, groups: groups),
            2 => functional.conv2d(padded, weight, groups: groups),
            _ => functional.conv3d(padded, weight, groups: groups),
        };
    }

    /// <summary>The cross-correlation by its theorem, on a grid where what wraps around meets nothing.</summary>
    private static torch.Tensor Fourier(ConvolutionShape shape, torch.Tensor x, torch.Tensor weight)
    {
        var count = shape.Dimensions;
        var (sizes, dimensions, before) = (new long[count], new long[count], new long[count]);
        for (var d = 0; d < count; d++)
        {
            // Of a kernel that is longer than the signal only the lags matter at which the two can meet.
            var (signal, zeros) = (x.shape[d + 2], (long)shape.ZerosBefore[d]);
            var first = Math.Max(0, zeros - signal + 1);
            var length = Math.Min(weight.shape[d + 2], zeros + signal) - first;
            weight = weight.narrow(d + 2, first, length);
            (before[d], dimensions[d]) = (zeros - first, d + 2);
            sizes[d] = RealFft.FastLength((int)(signal + length - 1));
        }

        var (spectra, kernels) = (torch.fft.rfftn(x, sizes, dimensions), torch.fft.rfftn(weight, sizes, dimensions).conj());
        var products = shape.IsDepthwise ? spectra * kernels.squeeze(1).unsqueeze(0) : Mix(spectra, kernels);
        var y = torch.fft.irfftn(products, sizes, dimensions).roll(before, dimensions);
        for (var d = 0; d < count; d++)
            y = y.narrow(d + 2, 0, x.shape[d + 2]);
        return y.contiguous();
    }

    /// <summary>[batch, inputs, f..] by [outputs, inputs, f..]: a product of matrices for each frequency.</summary>
    private static torch.Tensor Mix(torch.Tensor spectra, torch.Tensor kernels)
    {
        var frequencies = spectra.shape[2..];
        var left = spectra.flatten(2).permute(2, 0, 1);
        var right = kernels.flatten(2).permute(2, 1, 0);
        return torch.bmm(left, right).permute(1, 2, 0).reshape([spectra.shape[0], kernels.shape[0], .. frequencies]);
    }
}
