using System.Numerics.Tensors;
using StreamHost.Numerics.Threads;

namespace StreamHost.Plugins.CKConv.Sampling;

/// <summary>
/// Kernels for a stream of any rate, with the true ratio of the rates: at every frequency that both rates have, a kernel does what it was
/// trained to do; its gain is kept; above that band, where it was never trained or the device hears nothing, it does as little as can be.
/// </summary>
internal static class DeviceRate
{
    /// <summary>Rows of samples at another rate. Works on all cores.</summary>
    /// <param name="kernels">[rows, length], the last sample lag 0.</param>
    /// <param name="length">Samples of a row.</param>
    /// <param name="ratio">The new rate by theirs.</param>
    public static float[] Resample(ReadOnlySpan<float> kernels, int length, double ratio)
    {
        var rows = kernels.ToArray();
        if (ratio == 1)
            return rows;

        var resampled = (int)Math.Floor((length - 1) * ratio) + BandLimitedShift.ReachFor(ratio) + 1;
        var (weights, firsts) = Weights(length, ratio);
        var result = new float[rows.Length / length * resampled];

        // Lags one after the other that don't share a sample: what was just written can't be read again at once from other places.
        var apart = Math.Min(length, 1 + (int)Math.Ceiling(2 * BandLimitedShift.ReachFor(ratio) / ratio));
        Shards.Run(rows.Length / length, row =>
        {
            var target = result.AsSpan(row * resampled, resampled);
            for (var i = 0; i < apart; i++)
            {
                for (var lag = i; lag < length; lag += apart)
                {
                    var place = target.Slice(resampled - firsts[lag] - weights[lag].Length, weights[lag].Length);
                    TensorPrimitives.MultiplyAdd(weights[lag], rows[(row * length) + length - 1 - lag], place, place);
                }
            }
        });
        return result;
    }

    /// <summary>What a sample at each lag becomes: the weights, lag 0 last, and the first lag that they are for.</summary>
    private static (float[][] Weights, int[] Firsts) Weights(int length, double ratio)
    {
        var (weights, firsts) = (new float[length][], new int[length]);
        var known = new Dictionary<(long Fraction, int Cut), float[]>();
        for (var lag = 0; lag < length; lag++)
        {
            // They depend on where between two samples a lag falls, and near the newest on how much there is before it.
            var delay = lag * ratio;
            var whole = (int)Math.Floor(delay);
            firsts[lag] = Math.Max(0, whole - BandLimitedShift.ReachFor(ratio) + 1);
            var key = ((long)Math.Round((delay - whole) * (1L << 40)), whole - firsts[lag]);
            if (!known.TryGetValue(key, out var found))
                known.Add(key, found = [.. BandLimitedShift.Weights(delay, ratio, out _).Reverse().Select(weight => (float)weight)]);
            weights[lag] = found;
        }

        return (weights, firsts);
    }
}
