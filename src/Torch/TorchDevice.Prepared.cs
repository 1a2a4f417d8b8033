using StreamHost.Numerics.Devices;
using StreamHost.Numerics.Fourier;
using StreamHost.Numerics.Tensors;
using TorchSharp;
using static TorchSharp.torch.nn;

namespace StreamHost.Torch;

/// <summary>Convolutions whose kernels stay on the device, and tables whose rows do.</summary>
internal sealed partial class TorchDevice
{
    /// <summary>Results of a call from which on transforms are taken where kernels are long, too.</summary>
    private const int ManyResults = 8;

    /// <inheritdoc/>
    public IPreparedConvolution Prepare(Tensor weight, Tensor? bias, int length, bool isDepthwise)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var (kernels, offsets) = (Of(weight), bias is null ? null : Of(bias).unsqueeze(1).clone().DetachFromDisposeScope());
        var results = length - weight.Shape[2] + 1;
        if (weight.Shape[2] < LongKernel || results < ManyResults)
            return new DirectKernels(this, kernels.clone().DetachFromDisposeScope(), offsets, isDepthwise ? weight.Shape[0] : 1);

        var size = RealFft.FastLength(length);
        var spectra = torch.fft.rfft(kernels, size).conj_physical();
        spectra = isDepthwise ? spectra.squeeze(1) : spectra.permute(2, 1, 0);
        return new KernelSpectra(this, spectra.contiguous().DetachFromDisposeScope(), offsets, size, results, isDepthwise);
    }

    /// <inheritdoc/>
    public Tensor TakeRows(Tensor table, int[] rows) => Result(Of(table).index_select(0, Whole(rows)));

    /// <inheritdoc/>
    public void PutRows(Tensor table, int[] rows, Tensor values)
    {
        using var noGradient = torch.no_grad();
        Kept(table).index_copy_(0, Whole(rows), Of(values));
    }

    /// <summary>Few results, or short kernels: products.</summary>
    private sealed class DirectKernels(TorchDevice device, torch.Tensor kernels, torch.Tensor? offsets, int groups) : IPreparedConvolution
    {
        public Tensor Apply(Tensor x)
        {
            using var noGradient = torch.no_grad();
            var y = functional.conv1d(device.Of(x), kernels, groups: groups);
            return device.Result(offsets is null ? y : y + offsets);
        }

        public void Dispose()
        {
            kernels.Dispose();
            offsets?.Dispose();
        }
    }

    /// <summary>Long kernels: their spectra, [channels, f] or [f, inputs, outputs], as the products take them.</summary>
    private sealed class KernelSpectra(TorchDevice device, torch.Tensor spectra, torch.Tensor? offsets, int size, int results, bool isDepthwise) : IPreparedConvolution
    {
        public Tensor Apply(Tensor x)
        {
            // What wraps around reaches only results that do not meet all of the kernel.
            using var noGradient = torch.no_grad();
            var ofX = torch.fft.rfft(device.Of(x), size);
            var products = isDepthwise ? ofX * spectra : torch.bmm(ofX.permute(2, 0, 1), spectra).permute(1, 2, 0);
            var y = torch.fft.irfft(products, size).narrow(2, 0, results);
            return device.Result(offsets is null ? y : y + offsets);
        }

        public void Dispose()
        {
            spectra.Dispose();
            offsets?.Dispose();
        }
    }
}
