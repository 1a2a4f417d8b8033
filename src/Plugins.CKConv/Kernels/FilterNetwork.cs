using StreamHost.Numerics.Tensors;
using StreamHost.Plugins.CKConv.Weights;

namespace StreamHost.Plugins.CKConv.Kernels;

/// <summary>
/// Multiplicative filter networks (Fathony et al., 2021): z = f_0(x), then z = f_l(x) * (W z + b), and a linear layer behind.
/// A filter is sin(W x + b) (FourierNet), times a Gaussian window exp(-|gamma (x - mu)|^2 / 2) that is the same width in all
/// dimensions (GaborNet) or not (MAGNet; Romero et al., 2022, "FlexConv", equation 6), or turned by 2 pi theta (steerable).
/// </summary>
internal sealed class FilterNetwork : IKernelNetwork
{
    private readonly Filter[] _filters;
    private readonly PointwiseLayer[] _linears;

    /// <param name="scope">Holds filters.0 .., linears.0 .. and output_linear.</param>
    /// <param name="dimensions">Of a position.</param>
    /// <param name="options">Sizes.</param>
    /// <param name="outputs">Kernels that come out.</param>
    /// <param name="spread">How far from their middle the windows stand at first, above 0 to 1.</param>
    /// <param name="isCausal">Whether their middle is the newest sample, at 1, or the kernel's, at 0.</param>
    public FilterNetwork(ParameterScope scope, int dimensions, KernelOptions options, int outputs, double spread, bool isCausal)
    {
        var hidden = options.Hidden;
        _filters = [.. Enumerable.Range(0, options.Layers + 1).Select(layer => new Filter(
            scope.Within($"filters.{layer}"), dimensions, options, layer, spread, isCausal))];
        _linears = [.. Enumerable.Range(0, options.Layers).Select(layer => new PointwiseLayer(
            scope.Within($"linears.{layer}"), hidden, hidden, Starts.KaimingUniform(hidden), Starts.Constant(1)))];
        Output = new PointwiseLayer(scope.Within("output_linear"), hidden, outputs, Starts.KaimingUniform(hidden), Starts.Constant(0));
    }

    /// <inheritdoc/>
    public PointwiseLayer Output { get; }

    /// <inheritdoc/>
    public Tensor Features(Tensor positions)
    {
        var z = _filters[0].Apply(positions);
        for (var layer = 0; layer < _linears.Length; layer++)
            z = _filters[layer + 1].Apply(positions) * _linears[layer].Apply(z);
        return z;
    }

    private sealed class Filter
    {
        private readonly int _dimensions;
        private readonly PointwiseLayer _linear;
        private readonly Tensor? _middle;
        private readonly Tensor? _narrowness;
        private readonly Tensor? _turn;

        public Filter(ParameterScope scope, int dimensions, KernelOptions options, int layer, double spread, bool isCausal)
        {
            var hidden = options.Hidden;
            _dimensions = dimensions;
            var frequency = 2 * Math.PI * options.Omega0;
            if (options.Network == KernelNetworkKind.Fourier)
            {
                _linear = new PointwiseLayer(scope.Within("linear"), dimensions, hidden, Starts.Uniform(frequency / dimensions), Starts.Constant(0));
                return;
            }

            var isOneSided = isCausal && spread < 1;
            _middle = scope.Parameter("mu", isOneSided ? Starts.Between(1 - spread, 1) : Starts.Uniform(spread), hidden, dimensions);
            var widths = options.Network == KernelNetworkKind.Gabor ? 1 : dimensions;
            _narrowness = scope.Parameter("gamma", Starts.Gamma(6.0 / (layer + 1), 1), hidden, widths);
            _turn = options.Steerable ? scope.Parameter("theta", Starts.Between(0, 1), hidden) : null;
            var narrowness = _narrowness.Values.ToArray();
            _linear = new PointwiseLayer(scope.Within("linear"), dimensions, hidden, Start, Starts.Constant(0));

            // Narrow windows oscillate fast.
            void Start(Span<float> values, Numerics.Randomness.RandomSource random)
            {
                Starts.Default(dimensions)(values, random);
                for (var i = 0; i < values.Length; i++)
                    values[i] *= (float)(frequency * narrowness[i / dimensions * widths + (i % dimensions % widths)]);
            }
        }

        public Tensor Apply(Tensor positions)
        {
            var wave = _linear.Apply(positions).Sin();
            return _middle is null ? wave : Window(positions) * wave;
        }

        private Tensor Window(Tensor positions)
        {
            var (hidden, points) = (_middle!.Shape[0], positions.Shape[1]);
            var away = positions.Reshape(1, _dimensions, points) - _middle.Reshape(hidden, _dimensions, 1);
            if (_turn is not null)
                away = Turned(away, hidden, points);
            return (-0.5f * (_narrowness!.Reshape(hidden, _narrowness.Shape[1], 1) * away).Square().Sum(1)).Exp();
        }

        private Tensor Turned(Tensor away, int hidden, int points)
        {
            var angle = (2 * MathF.PI * _turn!).Reshape(hidden, 1);
            var (x, y) = (away.Slice(1, 0, 1).Reshape(hidden, points), away.Slice(1, 1, 1).Reshape(hidden, points));
            return Tensor.Stack(1, (angle.Cos() * x) + (angle.Sin() * y), (angle.Cos() * y) - (angle.Sin() * x));
        }
    }
}
