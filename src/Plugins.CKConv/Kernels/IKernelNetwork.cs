using StreamHost.Numerics.Tensors;

namespace StreamHost.Plugins.CKConv.Kernels;

/// <summary>A small network of position: the kernel of a convolution, at any place that it is asked for.</summary>
internal interface IKernelNetwork
{
    /// <summary>The kernel's values.</summary>
    /// <param name="positions">[dimensions, points], from -1 to 1.</param>
    /// <returns>[outputs, points].</returns>
    Tensor Sample(Tensor positions);

    /// <summary>
    /// Scales what comes out, its offset excepted, so that the kernel's variance fits the number of its samples (Chang et
    /// al., 2020).
    /// </summary>
    void ScaleOutput(double factor);
}
