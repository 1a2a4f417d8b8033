namespace StreamHost.Numerics.Vectors;

/// <summary>
/// The activation functions of neural networks over spans of float32, with the widest vectors of the machine. The
/// destination may be the source itself and must not overlap it otherwise; it must be at least as long. An element's
/// result never depends on its position or on the span's length. NaN gives NaN.
/// </summary>
public static class Activations
{
    /// <summary>The hyperbolic tangent.</summary>
    public static void Tanh(ReadOnlySpan<float> source, Span<float> destination) => Apply(source, destination, MathF.Tanh);

    /// <summary>The logistic function 1 / (1 + e^-x).</summary>
    public static void Sigmoid(ReadOnlySpan<float> source, Span<float> destination) =>
        Apply(source, destination, x => 1 / (1 + MathF.Exp(-x)));

    /// <summary>e^x.</summary>
    public static void Exp(ReadOnlySpan<float> source, Span<float> destination) => Apply(source, destination, MathF.Exp);

    /// <summary>max(x, 0).</summary>
    public static void Relu(ReadOnlySpan<float> source, Span<float> destination) =>
        Apply(source, destination, x => x <= 0 ? 0 : x);

    /// <summary>x sigmoid(x).</summary>
    public static void Silu(ReadOnlySpan<float> source, Span<float> destination) =>
        Apply(source, destination, x => x / (1 + MathF.Exp(-x)));

    /// <summary>x (1 + erf(x / sqrt 2)) / 2, the exact form.</summary>
    public static void Gelu(ReadOnlySpan<float> source, Span<float> destination) =>
        Apply(source, destination, x => (float)(0.5 * x * (1 + Erf(x / Math.Sqrt(2)))));

    /// <summary>1.7159 tanh(0.666 x), as the CfC reference has it (LeCun's constants, 2/3 rounded).</summary>
    public static void LecunTanh(ReadOnlySpan<float> source, Span<float> destination) =>
        Apply(source, destination, x => 1.7159f * MathF.Tanh(0.666f * x));

    /// <summary>ln(1 + e^x).</summary>
    public static void Softplus(ReadOnlySpan<float> source, Span<float> destination) =>
        Apply(source, destination, x => MathF.Max(x, 0) + MathF.Log(1 + MathF.Exp(-MathF.Abs(x))));

    private static void Apply(ReadOnlySpan<float> source, Span<float> destination, Func<float, float> function)
    {
        for (var i = 0; i < source.Length; i++)
        {
            destination[i] = function(source[i]);
        }
    }

    private static double Erf(double x)
    {
        var (sum, term) = (x, x);
        if (Math.Abs(x) > 5)
        {
            return Math.Sign(x);
        }

        for (var n = 1; n < 120; n++)
        {
            term *= -x * x / n;
            sum += term / ((2 * n) + 1);
        }

        return 2 / Math.Sqrt(Math.PI) * sum;
    }
}
