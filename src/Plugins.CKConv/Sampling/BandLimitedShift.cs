using System.Numerics.Tensors;

namespace StreamHost.Plugins.CKConv.Sampling;

/// <summary>
/// A sample of one rate said in samples of another: the weights whose response is that of a delay, as nearly as can be below
/// 0.9 of half of the lower rate, and as little as can be above it. Samples before the newest do not exist, so near it the
/// weights are the best that look back alone. (Least squares in frequency; Laakso et al., 1996, "Splitting the unit delay".)
/// </summary>
internal sealed class BandLimitedShift
{
    /// <summary>The part of the lower rate's band in which the response is right.</summary>
    private const double PassBand = 0.9;

    /// <summary>How much a response above the band weighs beside an error in it.</summary>
    private const double Leakage = 1e-4;

    /// <summary>Samples of the lower rate on either side.</summary>
    private const int Samples = 16;

    private readonly double _edge;
    private readonly double[][] _factor;

    /// <param name="ratio">The device's rate by the kernel's.</param>
    public BandLimitedShift(double ratio)
    {
        Reach = (int)Math.Ceiling(Samples * Math.Max(1, ratio));
        _edge = Math.PI * PassBand / Math.Max(1, ratio);
        _factor = Factor(2 * Reach);
    }

    /// <summary>Samples of the device's rate on either side.</summary>
    public int Reach { get; }

    /// <summary>The first of the device's samples that a delay has weights for.</summary>
    /// <param name="delay">In the device's samples, at least 0.</param>
    public int First(double delay) => Math.Max(0, (int)Math.Floor(delay) - Reach + 1);

    /// <summary>The weights of the device's samples from <see cref="First"/> on; they sum to 1.</summary>
    /// <param name="delay">In the device's samples, at least 0.</param>
    public float[] Weights(double delay)
    {
        var first = First(delay);
        var weights = new double[(int)Math.Floor(delay) + Reach + 1 - first];
        for (var i = 0; i < weights.Length; i++)
            weights[i] = Response(first + i - delay);

        Solve(weights);
        var sum = weights.Sum();
        return [.. weights.Select(weight => (float)(weight / sum))];
    }

    /// <summary>The integral of cos(w n) from 0 to the edge of the band.</summary>
    private double Response(double n) => Math.Abs(n) < 1e-9 ? _edge : Math.Sin(_edge * n) / n;

    /// <summary>
    /// The Cholesky factor of the least-squares system of so many samples. An element of the system depends on how far apart two samples are, so
    /// that the system of fewer is its first rows, and so is the factor.
    /// </summary>
    private double[][] Factor(int count)
    {
        var factor = new double[count][];
        for (var i = 0; i < count; i++)
        {
            var row = factor[i] = new double[i + 1];
            for (var j = 0; j <= i; j++)
            {
                var element = ((1 - Leakage) * Response(i - j)) + (i == j ? Leakage * Math.PI : 0);
                var rest = element - TensorPrimitives.Dot<double>(row.AsSpan(0, j), factor[j].AsSpan(0, j));
                row[j] = i == j ? Math.Sqrt(rest) : rest / factor[j][j];
            }
        }

        return factor;
    }

    /// <summary>Cholesky's way: the right side is written over.</summary>
    private void Solve(Span<double> b)
    {
        for (var i = 0; i < b.Length; i++)
            b[i] = (b[i] - TensorPrimitives.Dot<double>(b[..i], _factor[i].AsSpan(0, i))) / _factor[i][i];

        for (var i = b.Length - 1; i >= 0; i--)
        {
            b[i] /= _factor[i][i];
            TensorPrimitives.MultiplyAdd(_factor[i].AsSpan(0, i), -b[i], b[..i], b[..i]);
        }
    }
}
