using StreamHost.Numerics.Convolutions;
using StreamHost.Numerics.Devices;
using StreamHost.Numerics.Streaming;
using StreamHost.Numerics.Tensors;
using StreamHost.Numerics.Threads;
using StreamHost.Plugins.CKConv.Kernels;
using StreamHost.Plugins.CKConv.Sampling;
using StreamHost.Plugins.CKConv.Weights;

namespace StreamHost.Plugins.CKConv.Convolutions;

/// <summary>
/// A convolution whose kernel is a network of position: CKConv (Romero et al., 2021), with a learnt window FlexConv (Romero et al.,
/// 2022), a channel at a time and mixed behind SeparableFlexConv (Knigge et al., 2023).
/// </summary>
internal sealed class ContinuousConvolution
{
    /// <summary>Positions whose features are computed together: what lies between the kernel network's layers stays near the processor.</summary>
    private const int PositionsTogether = 512;

    private readonly ConvolutionOptions _options;
    private readonly IKernelNetwork _kernel;
    private readonly GaussianMask? _mask;
    private readonly Tensor _bias;
    private readonly PointwiseLayer? _mixer;
    private readonly int _inputs;
    private readonly int _outputs;

    /// <param name="scope">Holds Kernel, bias, the mask's and, separable, channel_mixer.</param>
    /// <param name="inputs">Channels that enter.</param>
    /// <param name="outputs">Channels that come out.</param>
    /// <param name="options">Its shape.</param>
    /// <param name="signal">The length of the signals it is trained on.</param>
    public ContinuousConvolution(ParameterScope scope, int inputs, int outputs, ConvolutionOptions options, int signal)
    {
        (_options, _inputs, _outputs) = (options, inputs, outputs);
        TrainLength = options.Extent.For(signal);
        _mask = options.Mask is { } mask ? new GaussianMask(scope, options.Dimensions, mask, options.IsCausal) : null;
        var spread = options.Mask is { } window ? Math.Min(1, 1.667 * window.Width) : 1;
        _kernel = KernelNetworks.Make(
            scope.Within("Kernel"), options.Dimensions, options.Kernel, options.IsSeparable ? inputs : inputs * outputs, spread, options.IsCausal);
        _bias = scope.Parameter("bias", Starts.Constant(0), options.IsSeparable ? inputs : outputs);
        _mixer = options.IsSeparable
            ? new PointwiseLayer(scope.Within("channel_mixer"), inputs, outputs, Starts.KaimingNormal(inputs), Starts.Constant(0))
            : null;
        if (options.FitsVariance)
            _kernel.Output.ScaleWeight(Math.Sqrt(1.0 / (TrainedGrid().Count * (options.IsSeparable ? 1 : inputs))));
    }

    /// <summary>Samples of the kernel, before any window, on signals as it was trained on.</summary>
    public int TrainLength { get; }

    /// <summary>Channels that enter.</summary>
    public int Inputs => _inputs;

    /// <summary>Channels that come out.</summary>
    public int Outputs => _outputs;

    /// <summary>How it was asked for.</summary>
    public ConvolutionOptions Options => _options;

    /// <summary>What mixes the channels behind a separable convolution; null where it is none.</summary>
    public PointwiseLayer? Mixer => _mixer;

    /// <summary>[channels that come out of the convolution itself].</summary>
    public Tensor Bias => _bias;

    /// <summary>The window over the kernel, or null.</summary>
    public GaussianMask? Mask => _mask;

    /// <summary>The grid of the kernel at the rate it was trained at, what the window leaves out cropped.</summary>
    public KernelGrid TrainedGrid()
    {
        var grid = KernelGrid.Whole(TrainLength, _options.Dimensions);
        return _mask?.Crop(grid) ?? grid;
    }

    /// <summary>The kernel on a grid, under its window: [outputs, inputs, sizes..], or [channels, 1, sizes..] where it is separable.</summary>
    public Tensor Kernel(KernelGrid grid) => Sample(grid.Positions(), grid.Sizes);

    /// <summary>
    /// Convolves a signal of irregular samples, with the kernel at the true lag of every pair of them. A sample stands for the time since the one
    /// before it, as the published kernels' gain is scaled by the ratio of rates.
    /// </summary>
    /// <param name="x">[1, inputs, samples].</param>
    /// <param name="times">[samples]: in steps of the kernel's grid.</param>
    public Tensor ApplyAt(Tensor x, double[] times)
    {
        var pairs = new LagPairs(times, TrainLength - 1);
        var positions = new float[pairs.Lags.Count];
        for (var pair = 0; pair < positions.Length; pair++)
            positions[pair] = 1 - (2 * pairs.Lags[pair] / Math.Max(1, TrainLength - 1));
        var kernel = Sample(Tensor.FromValues(positions, 1, positions.Length), [positions.Length]);
        float[] spans = [.. times.Select((time, i) => i == 0 ? 1 : (float)(time - times[i - 1]))];
        var weighted = x.Reshape(_inputs, times.Length) * Tensor.FromValues(spans, 1, spans.Length);
        var y = IrregularConvolution.Apply(weighted, kernel, _bias, pairs, _options.IsSeparable);
        return Mix(y.Reshape(1, y.Shape[0], times.Length));
    }

    private Tensor Sample(Tensor positions, int[] sizes)
    {
        var kernel = _kernel.Sample(positions);
        if (_mask is not null)
            kernel *= _mask.At(positions);
        return kernel.Reshape(_options.IsSeparable ? [_inputs, 1, .. sizes] : [_outputs, _inputs, .. sizes]);
    }

    /// <summary>
    /// The kernel for a signal: at the rate it was trained at, unless it is as long as the signals it was trained on and this one
    /// has another length; that is taken as another rate, as the published CKConv takes it.
    /// </summary>
    /// <param name="x">[batch, inputs, signal..].</param>
    public Tensor KernelFor(Tensor x)
    {
        if (_options.Extent != KernelExtent.Same || _mask is not null || x.Shape[2] == TrainLength)
            return Kernel(TrainedGrid());

        var rate = new PublishedRate(TrainLength, x.Shape[2]);
        return rate.Finish(Kernel(rate.Grid));
    }

    /// <summary>The kernels for signals of another rate, causal and of one dimension, as sums of the kernel network's features.</summary>
    /// <param name="rate">Their rate.</param>
    public MixedKernels KernelsAt(DeviceRate rate)
    {
        var (weight, bias) = _kernel.Output.Values;
        var (kernels, features) = (weight.Shape[0], weight.Shape[1]);
        var positions = TrainedGrid().Positions();

        // One more feature that is 1 everywhere: its weights are the biases.
        var weights = new float[kernels * (features + 1)];
        for (var kernel = 0; kernel < kernels; kernel++)
        {
            weight.Values.Slice(kernel * features, features).CopyTo(weights.AsSpan(kernel * (features + 1)));
            weights[(kernel * (features + 1)) + features] = bias.Values[kernel];
        }

        return new MixedKernels(weights, rate.Resample(Features(positions, features), positions.Shape[1]), features + 1);
    }

    /// <summary>[features and one, points]: the kernel network's features and a 1 under the window. The managed arithmetic works on all cores.</summary>
    private float[] Features(Tensor positions, int features)
    {
        var points = positions.Shape[1];

        // Another device has its own cores, and one thread that it is in use on.
        var portion = _kernel.IsPointwise && TensorDevice.Current == TensorDevice.Managed ? PositionsTogether : points;
        var result = GC.AllocateUninitializedArray<float>((features + 1) * points);
        Shards.Run((points + portion - 1) / portion, shard =>
        {
            var (start, count) = (shard * portion, Math.Min(portion, points - (shard * portion)));
            var some = positions.Slice(1, start, count);
            var values = _kernel.Features(some);
            var window = _mask?.At(some);
            if (window is not null)
                values *= window;
            for (var feature = 0; feature < features; feature++)
                values.Values.Slice(feature * count, count).CopyTo(result.AsSpan((feature * points) + start));
            var one = result.AsSpan((features * points) + start, count);
            one.Fill(1);
            window?.Values.CopyTo(one);
        });
        return result;
    }

    /// <summary>The kernel for signals of another rate; see <see cref="KernelsAt"/>.</summary>
    public Tensor KernelAt(DeviceRate rate)
    {
        var kernels = KernelsAt(rate);
        int[] shape = _options.IsSeparable ? [_inputs, 1, kernels.Length] : [_outputs, _inputs, kernels.Length];
        return Tensor.FromValues(kernels.Samples(), shape);
    }

    /// <summary>Convolves with a kernel that was sampled before.</summary>
    public Tensor Apply(Tensor x, Tensor kernel) =>
        Mix(Convolution.Apply(x, kernel, _bias, Before(kernel), _options.IsSeparable));

    /// <summary>The convolution itself with its kernel as it is now, for signals of one size.</summary>
    public FixedConvolution Fix(Tensor x)
    {
        // Kept beyond the batch: its memory must not be one that the next batch uses again.
        var kernel = KernelFor(x);
        var kept = Tensor.FromValues(kernel.Values, kernel.Shape);
        return new FixedConvolution(kept, _bias, x.Shape[2..], Before(kept), _options.IsSeparable);
    }

    /// <summary>Mixes the channels that come out of a separable convolution.</summary>
    public Tensor Mix(Tensor y) => _mixer?.ApplyToChannels(y) ?? y;

    private int[] Before(Tensor kernel) =>
        [.. kernel.Shape[2..].ToArray().Select(size => _options.IsCausal ? ConvolutionShape.Causal(size) : ConvolutionShape.Same(size))];
}
