using StreamHost.Numerics.Randomness;

namespace StreamHost.Plugins.CKConv.Weights;

/// <summary>The usual ways to draw starting values.</summary>
internal static class Starts
{
    /// <summary>All values equal.</summary>
    public static Start Constant(float value) => (values, _) => values.Fill(value);

    /// <summary>Even between -bound and bound.</summary>
    public static Start Uniform(double bound) => Between(-bound, bound);

    /// <summary>Even between two bounds.</summary>
    public static Start Between(double low, double high) => Each(random => random.NextFloat((float)low, (float)high));

    /// <summary>Normal with mean 0.</summary>
    public static Start Normal(double deviation) => Each(random => deviation * random.NextNormal());

    /// <summary>The variance 1 / inputs, evenly (He et al., 2015, with the gain of a linear layer).</summary>
    public static Start KaimingUniform(int inputs) => Uniform(Math.Sqrt(3.0 / inputs));

    /// <summary>The variance 2 / inputs, normally (He et al., 2015, with the gain of a ReLU).</summary>
    public static Start KaimingNormal(int inputs) => Normal(Math.Sqrt(2.0 / inputs));

    /// <summary>What PyTorch's layers begin with: even up to 1 / sqrt(inputs).</summary>
    public static Start Default(int inputs) => Uniform(1 / Math.Sqrt(inputs));

    /// <summary>The gamma distribution with a rate of <paramref name="beta"/> (Marsaglia and Tsang, 2000).</summary>
    public static Start Gamma(double alpha, double beta) => Each(random => DrawGamma(alpha, random) / beta);

    private static Start Each(Func<RandomSource, double> draw) => (values, random) =>
    {
        foreach (ref var value in values)
            value = (float)draw(random);
    };

    private static double DrawGamma(double alpha, RandomSource random)
    {
        if (alpha < 1)
            return DrawGamma(alpha + 1, random) * Math.Pow(1 - random.NextDouble(), 1 / alpha);

        var d = alpha - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = random.NextNormal();
            var v = Math.Pow(1 + (c * x), 3);
            if (v > 0 && Math.Log(1 - random.NextDouble()) < (0.5 * x * x) + d - (d * v) + (d * Math.Log(v)))
                return d * v;
        }
    }
}
