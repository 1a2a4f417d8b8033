using System.Numerics;

namespace StreamHost.Numerics.Vectors;

/// <summary>
/// The activation functions of neural networks over spans of float32, with the widest vectors of the machine. The
/// destination may be the source itself and must not overlap it otherwise; it must be at least as long. An element's
/// result never depends on its position or on the span's length. NaN gives NaN.
/// </summary>
public static class Activations
{
    /// <summary>The hyperbolic tangent.</summary>
    public static void Tanh(ReadOnlySpan<float> source, Span<float> destination) =>
        Apply<Functions.Tanh>(source, destination);

    /// <summary>The logistic function 1 / (1 + e^-x).</summary>
    public static void Sigmoid(ReadOnlySpan<float> source, Span<float> destination) =>
        Apply<Functions.Sigmoid>(source, destination);

    /// <summary>e^x.</summary>
    public static void Exp(ReadOnlySpan<float> source, Span<float> destination) =>
        Apply<Functions.Exp>(source, destination);

    /// <summary>max(x, 0).</summary>
    public static void Relu(ReadOnlySpan<float> source, Span<float> destination) =>
        Apply<Functions.Relu>(source, destination);

    /// <summary>x sigmoid(x).</summary>
    public static void Silu(ReadOnlySpan<float> source, Span<float> destination) =>
        Apply<Functions.Silu>(source, destination);

    /// <summary>x (1 + erf(x / sqrt 2)) / 2, the exact form.</summary>
    public static void Gelu(ReadOnlySpan<float> source, Span<float> destination) =>
        Apply<Functions.Gelu>(source, destination);

    /// <summary>1.7159 tanh(0.666 x), as the CfC reference has it (LeCun's constants, 2/3 rounded).</summary>
    public static void LecunTanh(ReadOnlySpan<float> source, Span<float> destination) =>
        Apply<Functions.LecunTanh>(source, destination);

    /// <summary>ln(1 + e^x).</summary>
    public static void Softplus(ReadOnlySpan<float> source, Span<float> destination) =>
        Apply<Functions.Softplus>(source, destination);

    /// <summary>The sine, within 1.5e-7; NaN of infinities.</summary>
    public static void Sin(ReadOnlySpan<float> source, Span<float> destination)
    {
        if (AreWithin(source, VectorMath<ScalarLane, float>.LargestAngle))
        {
            Apply<Functions.Sin>(source, destination);
            return;
        }

        for (var i = 0; i < source.Length; i++)
        {
            if (MathF.Abs(source[i]) <= VectorMath<ScalarLane, float>.LargestAngle)
                Apply<Functions.Sin>(source.Slice(i, 1), destination[i..]);
            else
                destination[i] = MathF.Sin(source[i]);
        }
    }

    /// <summary>Any function of one number.</summary>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public static void Apply<TFunction>(ReadOnlySpan<float> source, Span<float> destination)
        where TFunction : struct, IFunction
    {
        if (destination.Length < source.Length)
        {
            throw new ArgumentException($"{destination.Length} floats do not hold {source.Length}.", nameof(destination));
        }

        var action = new ElementwiseAction<TFunction>(source, destination);
        Widths.Run(ref action);
    }

    /// <summary>Whether no number is further from 0 than a bound, nor NaN.</summary>
    private static bool AreWithin(ReadOnlySpan<float> values, float bound)
    {
        var i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            if (!Vector.LessThanOrEqualAll(Vector.Abs(new Vector<float>(values[i..])), new Vector<float>(bound)))
                return false;
        }

        for (; i < values.Length; i++)
        {
            if (!(MathF.Abs(values[i]) <= bound))
                return false;
        }

        return true;
    }
}
