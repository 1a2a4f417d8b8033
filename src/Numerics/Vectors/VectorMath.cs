using System.Runtime.CompilerServices;

namespace StreamHost.Numerics.Vectors;

/// <summary>
/// Functions of a vector's lanes, 1 to 2 units in the last place from the truth unless said otherwise; to be inlined
/// into kernels. NaN gives NaN, infinities their limits. All coefficients are minimax fits made for this file.
/// </summary>
/// <typeparam name="TLanes">The width's arithmetic.</typeparam>
/// <typeparam name="TVector">The width's vector.</typeparam>
public static class VectorMath<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    /// <summary>1.5 * 2^23: adding it rounds a float below 2^22 to a whole number, which then stands in its last bits.</summary>
    public const float RoundingShift = 12582912;

    /// <summary>Up to here, on either side of 0, <see cref="Sin"/> is right: half turns times the parts of pi are exact.</summary>
    public const float LargestAngle = 12_000;

    private const float Log2E = 1.4426950408889634f;

    // pi = High + Middle + Low; the first two have so few bits that whole numbers of up to 12 bits times them are exact.
    private const float PiHigh = 3.140625f;
    private const float PiMiddle = 9.67502593994140625e-4f;
    private const float PiLow = 1.509957990978376432e-7f;

    // ln 2 = High + Low; High has 9 bits, so that whole numbers of up to 15 bits times it are exact.
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440054690583e-4f;

    /// <summary>e^x; subnormal results included.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Exp(TVector x)
    {
        x = TLanes.AtLeast(TLanes.Fill(-104), TLanes.AtMost(TLanes.Fill(89), x));
        var power = Reduce(x, out var tail, out var shift);

        // 2^power can be beyond the range of floats where the result is not: two factors, each near its square root.
        var half = TLanes.MultiplyAdd(power, TLanes.Fill(0.5f), shift);
        var otherHalf = TLanes.Subtract(power, TLanes.Subtract(half, shift));
        var scaled = TLanes.Multiply(TLanes.Add(TLanes.Fill(1), tail), TLanes.PowerOfTwo(half));
        return TLanes.Multiply(scaled, TLanes.PowerOfTwo(TLanes.Add(otherHalf, shift)));
    }

    /// <summary>
    /// The sine, within 1.5e-7: with k half turns nearest to x, sin(x) = (-1)^k sin(x - k pi). For x up to <see cref="LargestAngle"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Sin(TVector x)
    {
        var shift = TLanes.Fill(RoundingShift);
        var turns = TLanes.Subtract(TLanes.MultiplyAdd(x, TLanes.Fill(1 / MathF.PI), shift), shift);
        var rest = TLanes.NegativeMultiplyAdd(turns, TLanes.Fill(PiHigh), x);
        rest = TLanes.NegativeMultiplyAdd(turns, TLanes.Fill(PiMiddle), rest);
        rest = TLanes.NegativeMultiplyAdd(turns, TLanes.Fill(PiLow), rest);

        // Half of an odd number is 0.5 from a whole one: 1 - 8 (1/2)^2 is its sign.
        var half = TLanes.Multiply(turns, TLanes.Fill(0.5f));
        var odd = TLanes.Subtract(half, TLanes.Subtract(TLanes.Add(half, shift), shift));
        var sign = TLanes.NegativeMultiplyAdd(TLanes.Multiply(odd, odd), TLanes.Fill(8), TLanes.Fill(1));
        var square = TLanes.Multiply(rest, rest);
        var series = TLanes.Fill(2.6000173e-6f);
        series = TLanes.MultiplyAdd(series, square, TLanes.Fill(-1.9806597e-4f));
        series = TLanes.MultiplyAdd(series, square, TLanes.Fill(8.333017e-3f));
        series = TLanes.MultiplyAdd(series, square, TLanes.Fill(-0.16666657f));
        return TLanes.Multiply(sign, TLanes.MultiplyAdd(TLanes.Multiply(series, square), rest, rest));
    }

    /// <summary>The logistic function 1 / (1 + e^-x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Sigmoid(TVector x)
    {
        var bounded = TLanes.AtLeast(TLanes.Fill(-89), TLanes.AtMost(TLanes.Fill(87), x));
        var power = Reduce(TLanes.Subtract(TLanes.Fill(0), bounded), out var tail, out var shift);

        // e^-x / 2, because e^89 is beyond the floats; doubled again (to infinity) where 1 is added.
        var scale = TLanes.PowerOfTwo(TLanes.Add(power, TLanes.Subtract(shift, TLanes.Fill(1))));
        var half = TLanes.MultiplyAdd(scale, tail, scale);
        return TLanes.Divide(TLanes.Fill(1), TLanes.MultiplyAdd(half, TLanes.Fill(2), TLanes.Fill(1)));
    }

    /// <summary>The hyperbolic tangent, as h / (h + 1) with h = (e^2|x| - 1) / 2; odd to the bit and never beyond 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Tanh(TVector x)
    {
        // From 9.02 on the nearest float is 1. 2^power - 1 is exact for the powers that matter.
        var size = TLanes.AtMost(TLanes.Fill(10), TLanes.Abs(x));
        var shift = TLanes.Fill(RoundingShift);
        var shifted = TLanes.MultiplyAdd(size, TLanes.Fill(2 * Log2E), shift);
        var rest = TLanes.MultiplyAdd(TLanes.Subtract(shifted, shift), TLanes.Fill(-0.34657359028f), size);
        var series = TLanes.Fill(0.044206526f);
        series = TLanes.MultiplyAdd(series, rest, TLanes.Fill(0.13389993f));
        series = TLanes.MultiplyAdd(series, rest, TLanes.Fill(0.3333471f));
        series = TLanes.MultiplyAdd(series, rest, TLanes.Fill(0.66666085f));
        series = TLanes.MultiplyAdd(series, rest, TLanes.Fill(0.9999999f));
        series = TLanes.MultiplyAdd(series, TLanes.Multiply(rest, rest), rest);
        var scale = TLanes.PowerOfTwo(shifted);
        var h = TLanes.MultiplyAdd(scale, series, TLanes.MultiplyAdd(scale, TLanes.Fill(0.5f), TLanes.Fill(-0.5f)));
        return TLanes.WithSign(TLanes.Divide(h, TLanes.Add(h, TLanes.Fill(1))), x);
    }

    /// <summary>1.7159 tanh(0.666 x), as the CfC reference has it (LeCun's constants, 2/3 rounded).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector LecunTanh(TVector x) =>
        TLanes.Multiply(TLanes.Fill(1.7159f), Tanh(TLanes.Multiply(TLanes.Fill(0.666f), x)));

    /// <summary>max(x, 0).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Relu(TVector x) => TLanes.WhereNotPositive(x, TLanes.Fill(0), x);

    /// <summary>x sigmoid(x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Silu(TVector x) => TLanes.Multiply(TLanes.AtLeast(TLanes.Fill(-200), x), Sigmoid(x));

    /// <summary>x P(x), with P the normal distribution function: the exact GELU.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Gelu(TVector x) => TLanes.Multiply(TLanes.AtLeast(TLanes.Fill(-15), x), NormalDistribution(x));

    /// <summary>
    /// The normal distribution function (1 + erf(x / sqrt 2)) / 2, within 4e-7 relative for positive x. The tail is
    /// e^(-x^2/2) times a polynomial in 1 / (1 + 0.27 |x|), as in Abramowitz and Stegun 7.1.26.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector NormalDistribution(TVector x)
    {
        var size = TLanes.AtMost(TLanes.Fill(15), TLanes.Abs(x));
        var t = TLanes.Divide(TLanes.Fill(1), TLanes.MultiplyAdd(size, TLanes.Fill(0.27000001f), TLanes.Fill(1)));
        var series = TLanes.Fill(0.028961089f);
        series = TLanes.MultiplyAdd(series, t, TLanes.Fill(-0.12648578f));
        series = TLanes.MultiplyAdd(series, t, TLanes.Fill(0.16978598f));
        series = TLanes.MultiplyAdd(series, t, TLanes.Fill(-0.069210574f));
        series = TLanes.MultiplyAdd(series, t, TLanes.Fill(0.1078255f));
        series = TLanes.MultiplyAdd(series, t, TLanes.Fill(0.07204966f));
        series = TLanes.MultiplyAdd(series, t, TLanes.Fill(0.1018106f));
        series = TLanes.MultiplyAdd(series, t, TLanes.Fill(0.10754288f));
        series = TLanes.MultiplyAdd(series, t, TLanes.Fill(0.10772066f));
        var square = TLanes.Multiply(size, size);
        var tail = TLanes.Multiply(TLanes.Multiply(series, t), Exp(TLanes.Multiply(square, TLanes.Fill(-0.5f))));
        return TLanes.WhereNotPositive(x, tail, TLanes.Subtract(TLanes.Fill(1), tail));
    }

    /// <summary>ln(1 + e^x), as max(x, 0) + ln(1 + e^-|x|), the logarithm as 2 artanh(z / (2 + z)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Softplus(TVector x)
    {
        var z = Exp(TLanes.Subtract(TLanes.Fill(0), TLanes.Abs(x)));
        var s = TLanes.Divide(z, TLanes.Add(z, TLanes.Fill(2)));
        var square = TLanes.Multiply(s, s);
        var series = TLanes.Fill(0.24296181f);
        series = TLanes.MultiplyAdd(series, square, TLanes.Fill(0.21429124f));
        series = TLanes.MultiplyAdd(series, square, TLanes.Fill(0.28616732f));
        series = TLanes.MultiplyAdd(series, square, TLanes.Fill(0.39998883f));
        series = TLanes.MultiplyAdd(series, square, TLanes.Fill(0.66666675f));
        series = TLanes.MultiplyAdd(series, square, TLanes.Fill(2));
        return TLanes.MultiplyAdd(series, s, Relu(x));
    }

    /// <summary>x = power ln 2 + rest with |rest| at most ln(2) / 2; <paramref name="tail"/> is e^rest - 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Reduce(TVector x, out TVector tail, out TVector shift)
    {
        shift = TLanes.Fill(RoundingShift);
        var power = TLanes.Subtract(TLanes.MultiplyAdd(x, TLanes.Fill(Log2E), shift), shift);
        var rest = TLanes.MultiplyAdd(power, TLanes.Fill(-Ln2High), x);
        rest = TLanes.MultiplyAdd(power, TLanes.Fill(-Ln2Low), rest);
        var series = TLanes.Fill(0.001381454f);
        series = TLanes.MultiplyAdd(series, rest, TLanes.Fill(0.008368745f));
        series = TLanes.MultiplyAdd(series, rest, TLanes.Fill(0.04166839f));
        series = TLanes.MultiplyAdd(series, rest, TLanes.Fill(0.16666521f));
        series = TLanes.MultiplyAdd(series, rest, TLanes.Fill(0.49999994f));
        tail = TLanes.MultiplyAdd(series, TLanes.Multiply(rest, rest), rest);
        return power;
    }
}
