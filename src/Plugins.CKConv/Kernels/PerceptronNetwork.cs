using StreamHost.Numerics.Tensors;
using StreamHost.Plugins.CKConv.Norms;
using StreamHost.Plugins.CKConv.Weights;

namespace StreamHost.Plugins.CKConv.Kernels;

/// <summary>
/// The kernel network of CKConv (Romero et al., 2021, section 4.2): two hidden layers and a linear one, all normalised by weight;
/// sines, or another activation and, where asked for, a normalisation.
/// </summary>
internal sealed class PerceptronNetwork : IKernelNetwork
{
    private readonly PointwiseLayer[] _layers;
    private readonly ChannelNorm?[] _norms;
    private readonly KernelOptions _options;

    /// <param name="scope">Holds kernel_net.0, kernel_net.4, kernel_net.8, and the norms kernel_net.2, kernel_net.6.</param>
    /// <param name="dimensions">Of a position.</param>
    /// <param name="options">Sizes.</param>
    /// <param name="outputs">Kernels that come out.</param>
    public PerceptronNetwork(ParameterScope scope, int dimensions, KernelOptions options, int outputs)
    {
        _options = options;
        int[] sizes = [dimensions, options.Hidden, options.Hidden, outputs];
        _layers = new PointwiseLayer[3];
        _norms = new ChannelNorm?[2];
        for (var layer = 0; layer < _layers.Length; layer++)
        {
            _layers[layer] = new PointwiseLayer(
                scope.Within($"kernel_net.{4 * layer}"), sizes[layer], sizes[layer + 1], Starts.Default(sizes[layer]), Bias(layer, sizes[layer]), isNormalized: true);
            if (layer < 2 && options.Norm != NormalizationKind.None)
                _norms[layer] = new ChannelNorm(scope.Within($"kernel_net.{(4 * layer) + 2}"), options.Hidden, options.Norm);
        }
    }

    /// <inheritdoc/>
    public PointwiseLayer Output => _layers[2];

    /// <inheritdoc/>
    public bool IsPointwise => _options.Norm != NormalizationKind.Sample;

    /// <inheritdoc/>
    public Tensor Features(Tensor positions)
    {
        var z = positions;
        for (var layer = 0; layer < 2; layer++)
        {
            z = _layers[layer].Apply(z);
            if (_norms[layer] is { } norm)
                z = norm.Apply(z.Reshape(1, z.Shape[0], z.Shape[1]), isTraining: false).Reshape(z.Shape);
            z = Activate(z);
        }

        return z;
    }

    private Tensor Activate(Tensor z) => _options.Network switch
    {
        KernelNetworkKind.Siren => ((float)_options.Omega0 * z).Sin(),
        KernelNetworkKind.Relu => z.Relu(),
        KernelNetworkKind.LeakyRelu => z.LeakyRelu(),
        _ => z.Silu(),
    };

    private Start Bias(int layer, int inputs) => _options.Network == KernelNetworkKind.Siren && layer < 2
        ? Starts.Uniform(1)
        : Starts.Default(inputs);
}
