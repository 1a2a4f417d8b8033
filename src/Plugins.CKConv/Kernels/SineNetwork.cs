using StreamHost.Numerics.Tensors;
using StreamHost.Plugins.CKConv.Weights;

namespace StreamHost.Plugins.CKConv.Kernels;

/// <summary>
/// SIREN (Sitzmann et al., 2020): sin(omega_0 (W x + b)), or in its other form sin(omega_0 W x + b), and a linear layer behind.
/// </summary>
internal sealed class SineNetwork : IKernelNetwork
{
    private readonly PointwiseLayer[] _hidden;
    private readonly Tensor[] _omega;
    private readonly bool _scalesBias;

    /// <param name="scope">Holds kernel_net.0, kernel_net.2 .. and output_linear.</param>
    /// <param name="dimensions">Of a position.</param>
    /// <param name="options">Sizes.</param>
    /// <param name="outputs">Kernels that come out.</param>
    public SineNetwork(ParameterScope scope, int dimensions, KernelOptions options, int outputs)
    {
        _scalesBias = options.Network == KernelNetworkKind.Siren;
        _hidden = new PointwiseLayer[options.Layers - 1];
        _omega = new Tensor[_hidden.Length];
        for (var layer = 0; layer < _hidden.Length; layer++)
        {
            var part = scope.Within($"kernel_net.{2 * layer}");
            var inputs = layer == 0 ? dimensions : options.Hidden;
            var bound = layer == 0 ? 1.0 / inputs : Math.Sqrt(6.0 / inputs) / options.Omega0;
            _hidden[layer] = new PointwiseLayer(part, inputs, options.Hidden, Starts.Uniform(bound), Starts.Constant(0), options.WeightNorm);
            _omega[layer] = options.LearnOmega0
                ? part.Parameter("omega_0", Starts.Constant((float)options.Omega0), 1)
                : part.Constant("omega_0", Starts.Constant((float)options.Omega0), 1);
        }

        Output = new PointwiseLayer(
            scope.Within("output_linear"), options.Hidden, outputs, Starts.KaimingUniform(options.Hidden), Starts.Constant(0), options.WeightNorm && options.NormalizesOutput);
    }

    /// <inheritdoc/>
    public PointwiseLayer Output { get; }

    /// <inheritdoc/>
    public Tensor Features(Tensor positions)
    {
        var z = positions;
        for (var layer = 0; layer < _hidden.Length; layer++)
        {
            z = _scalesBias
                ? (_omega[layer] * _hidden[layer].Apply(z)).Sin()
                : ((_omega[layer] * _hidden[layer].ApplyWithoutBias(z)) + _hidden[layer].Bias).Sin();
        }

        return z;
    }
}
