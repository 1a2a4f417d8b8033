using StreamHost.Numerics.Convolutions;
using StreamHost.Numerics.Tensors;

namespace StreamHost.Numerics.Devices.Managed;

/// <summary>Convolution with kernels that stay.</summary>
internal sealed partial class ManagedDevice
{
    /// <inheritdoc/>
    public IPreparedConvolution Prepare(Tensor weight, Tensor? bias, int length, bool isDepthwise) =>
        new ValidPart(new FixedConvolution(weight, bias, [length], [0], isDepthwise), length - weight.Shape[2] + 1);

    /// <summary>Of a convolution whose results are as many as the signal's samples, those that meet all of the kernel.</summary>
    private sealed class ValidPart(FixedConvolution convolution, int results) : IPreparedConvolution
    {
        public Tensor Apply(Tensor x) => convolution.Apply(x).Slice(2, 0, results);

        public void Dispose() => convolution.Dispose();
    }
}
