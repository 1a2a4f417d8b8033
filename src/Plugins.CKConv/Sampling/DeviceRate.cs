using System.Numerics.Tensors;
using StreamHost.Plugins.CKConv.Convolutions;

namespace StreamHost.Plugins.CKConv.Sampling;

/// <summary>
/// Kernels for a stream of any rate, with the true ratio of the rates: at every frequency that both rates have, a kernel does what it was
/// trained to do; its gain is kept; above that band, where it was never trained or the device hears nothing, it does as little as can be.
/// </summary>
internal static class DeviceRate
{
    /// <summary>A convolution's kernels: [outputs, inputs, length] or [channels, 1, length], the last sample lag 0.</summary>
    /// <param name="layer">The convolution, causal and of one dimension.</param>
    /// <param name="ratio">The device's rate by the one it was trained at, above 0.</param>
    public static float[] Kernels(ContinuousConvolution layer, double ratio)
    {
        var trained = layer.Kernel(layer.TrainedGrid());
        return Resample(trained.Values, trained.Shape[^1], ratio);
    }

    /// <summary>Rows of samples at another rate.</summary>
    /// <param name="kernels">[rows, length], the last sample lag 0.</param>
    /// <param name="length">Samples of a row.</param>
    /// <param name="ratio">The new rate by theirs.</param>
    public static float[] Resample(ReadOnlySpan<float> kernels, int length, double ratio)
    {
        if (ratio == 1)
            return kernels.ToArray();

        var rows = kernels.Length / length;
        var resampled = (int)Math.Floor((length - 1) * ratio) + BandLimitedShift.ReachFor(ratio) + 1;
        var result = new float[rows * resampled];
        var known = new Dictionary<(long Fraction, int Cut), float[]>();
        for (var lag = 0; lag < length; lag++)
        {
            // Weights depend on where between two samples a lag falls, and near the newest on how much there is before it.
            var delay = lag * ratio;
            var whole = (int)Math.Floor(delay);
            var first = Math.Max(0, whole - BandLimitedShift.ReachFor(ratio) + 1);
            var key = ((long)Math.Round((delay - whole) * (1L << 40)), whole - first);
            if (!known.TryGetValue(key, out var weights))
            {
                // Lag 0 comes last: the weights turned round.
                var forward = BandLimitedShift.Weights(delay, ratio, out _);
                known.Add(key, weights = [.. forward.Reverse().Select(weight => (float)weight)]);
            }

            for (var row = 0; row < rows; row++)
            {
                var target = result.AsSpan((row * resampled) + resampled - first - weights.Length, weights.Length);
                TensorPrimitives.MultiplyAdd(weights, kernels[(row * length) + length - 1 - lag], target, target);
            }
        }

        return result;
    }
}
