using StreamHost.Numerics.Tensors;
using StreamHost.Plugins.CKConv.Weights;

namespace StreamHost.Plugins.CKConv.Kernels;

/// <summary>Random Fourier features cos(W x + b), sin(W x + b) (Rahimi and Recht, 2007; Tancik et al., 2020), a layer with ReLU, and a linear one.</summary>
internal sealed class RandomFourierNetwork : IKernelNetwork
{
    private readonly PointwiseLayer _features;
    private readonly PointwiseLayer _hidden;

    /// <param name="scope">Holds kernel_net.0, kernel_net.1 and kernel_net.3.</param>
    /// <param name="dimensions">Of a position.</param>
    /// <param name="options">Sizes; the hidden units are even.</param>
    /// <param name="outputs">Kernels that come out.</param>
    public RandomFourierNetwork(ParameterScope scope, int dimensions, KernelOptions options, int outputs)
    {
        var hidden = options.Hidden;
        _features = new PointwiseLayer(
            scope.Within("kernel_net.0"), dimensions, hidden / 2, Starts.Normal(2 * Math.PI * options.Omega0), Starts.Between(-Math.PI, Math.PI));
        _hidden = new PointwiseLayer(scope.Within("kernel_net.1"), hidden, hidden, Starts.KaimingNormal(hidden), Starts.Default(hidden));
        Output = new PointwiseLayer(scope.Within("kernel_net.3"), hidden, outputs, Starts.KaimingNormal(hidden), Starts.Default(hidden));
    }

    /// <inheritdoc/>
    public PointwiseLayer Output { get; }

    /// <inheritdoc/>
    public Tensor Features(Tensor positions)
    {
        var angle = _features.Apply(positions);
        return _hidden.Apply(Tensor.Concat(0, angle.Cos(), angle.Sin())).Relu();
    }
}
