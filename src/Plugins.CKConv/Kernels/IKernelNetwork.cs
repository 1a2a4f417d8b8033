using StreamHost.Numerics.Tensors;

namespace StreamHost.Plugins.CKConv.Kernels;

/// <summary>
/// A small network of position: the kernel of a convolution, at any place that it is asked for. Its last layer is linear: all kernels are sums of
/// its features.
/// </summary>
internal interface IKernelNetwork
{
    /// <summary>The last layer, which makes kernels of features.</summary>
    PointwiseLayer Output { get; }

    /// <summary>Whether a position's features depend on that position alone, so that positions may be asked for in portions.</summary>
    bool IsPointwise => true;

    /// <summary>What the last layer sees.</summary>
    /// <param name="positions">[dimensions, points], from -1 to 1.</param>
    /// <returns>[features, points].</returns>
    Tensor Features(Tensor positions);

    /// <summary>The kernel's values.</summary>
    /// <param name="positions">[dimensions, points], from -1 to 1.</param>
    /// <returns>[outputs, points].</returns>
    Tensor Sample(Tensor positions) => Output.Apply(Features(positions));
}
