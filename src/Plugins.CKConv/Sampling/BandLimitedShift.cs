namespace StreamHost.Plugins.CKConv.Sampling;

/// <summary>
/// A sample of one rate said in samples of another: the weights whose response is that of a delay, as nearly as can be below
/// 0.9 of half of the lower rate, and as little as can be above it. Samples before the newest do not exist, so near it the
/// weights are the best that look back alone. (Least squares in frequency; Laakso et al., 1996, "Splitting the unit delay".)
/// </summary>
internal static class BandLimitedShift
{
    /// <summary>The part of the lower rate's band in which the response is right.</summary>
    private const double PassBand = 0.9;

    /// <summary>How much a response above the band weighs beside an error in it.</summary>
    private const double Leakage = 1e-4;

    /// <summary>Samples of the lower rate on either side.</summary>
    private const int Reach = 16;

    /// <summary>Samples of the device's rate on either side.</summary>
    /// <param name="ratio">The device's rate by the kernel's.</param>
    public static int ReachFor(double ratio) => (int)Math.Ceiling(Reach * Math.Max(1, ratio));

    /// <summary>The weights of the device's samples from <paramref name="first"/> on; they sum to 1.</summary>
    /// <param name="delay">The delay in the device's samples, at least 0.</param>
    /// <param name="ratio">The device's rate by the kernel's.</param>
    /// <param name="first">The first of them.</param>
    public static double[] Weights(double delay, double ratio, out int first)
    {
        var reach = ReachFor(ratio);
        first = Math.Max(0, (int)Math.Floor(delay) - reach + 1);
        var count = (int)Math.Floor(delay) + reach + 1 - first;
        var edge = Math.PI * PassBand / Math.Max(1, ratio);
        var (system, weights) = (new double[count, count], new double[count]);
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j <= i; j++)
                system[i, j] = ((1 - Leakage) * Response(edge, i - j)) + (i == j ? Leakage * Math.PI : 0);
            weights[i] = Response(edge, first + i - delay);
        }

        Solve(system, weights);
        var sum = weights.Sum();
        for (var i = 0; i < count; i++)
            weights[i] /= sum;
        return weights;
    }

    /// <summary>The integral of cos(w n) from 0 to the edge.</summary>
    private static double Response(double edge, double n) => Math.Abs(n) < 1e-9 ? edge : Math.Sin(edge * n) / n;

    /// <summary>Cholesky's way: the matrix, of which the lower half is given, and then the right side are written over.</summary>
    private static void Solve(double[,] a, double[] b)
    {
        var count = b.Length;
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = a[i, j];
                for (var k = 0; k < j; k++)
                    sum -= a[i, k] * a[j, k];
                a[i, j] = i == j ? Math.Sqrt(sum) : sum / a[j, j];
            }
        }

        for (var i = 0; i < count; i++)
        {
            for (var k = 0; k < i; k++)
                b[i] -= a[i, k] * b[k];
            b[i] /= a[i, i];
        }

        for (var i = count - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < count; k++)
                b[i] -= a[k, i] * b[k];
            b[i] /= a[i, i];
        }
    }
}
