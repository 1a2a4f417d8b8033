using System.Numerics;
using System.Numerics.Tensors;
using StreamHost.Numerics.Threads;
using StreamHost.Numerics.Vectors;

namespace StreamHost.Numerics.Tensors;

/// <summary>Functions of one element, each with its derivative in terms of the argument x and the result y.</summary>
public sealed partial class Tensor
{
    /// <summary>A function over spans, which may be one and the same.</summary>
    private delegate void Elementwise(ReadOnlySpan<float> source, Span<float> destination);

    /// <summary>Makes dx from what was there before, if anything, and what follows from dy.</summary>
    private delegate void ElementwiseChain(ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, ReadOnlySpan<float> before, Span<float> dx);

    /// <summary>The hyperbolic tangent.</summary>
    public Tensor Tanh() => Map(Activations.Tanh, static (_, y) => One - (y * y));

    /// <summary>1 / (1 + exp(-x)).</summary>
    public Tensor Sigmoid() => Map(Activations.Sigmoid, static (_, y) => y * (One - y));

    /// <summary>The larger of x and 0; the derivative at 0 is 0.</summary>
    public Tensor Relu() => Map(Activations.Relu, static (x, _, dy, before, dx) => Elements.AddWherePositive(x, dy, before, dx));

    /// <summary>x times the normal distribution's probability of being below x, by the error function (Hendrycks and Gimpel 2016).</summary>
    public Tensor Gelu() => Map(Activations.Gelu, static (x, y) => NormalBelow(x, y) + (x * NormalDensity(x)));

    /// <summary>x times sigmoid(x).</summary>
    public Tensor Silu() => Map(Activations.Silu, static (x, y) => Logistic(x) * (One + x - y));

    /// <summary>1.7159 tanh(0.666 x), LeCun's constants with 2/3 rounded as the CfC reference has them.</summary>
    public Tensor LecunTanh() => Map(Activations.LecunTanh, static (_, y) => LecunSlope * (One - (y * y / LecunSquare)));

    /// <summary>log(1 + exp(x)).</summary>
    public Tensor Softplus() => Map(Activations.Softplus, static (x, _) => Logistic(x));

    /// <summary>e to the power x.</summary>
    public Tensor Exp() => Map(Activations.Exp, static (_, y) => y);

    /// <summary>The natural logarithm.</summary>
    public Tensor Log() => Map(static (x, y) => Each(x, y, MathF.Log), static (x, _) => One / x);

    /// <summary>The square root.</summary>
    public Tensor Sqrt() => Map(static (x, y) => TensorPrimitives.Sqrt(x, y), static (_, y) => new Vector<float>(0.5f) / y);

    /// <summary>x times x.</summary>
    public Tensor Square() => Map(static (x, y) => TensorPrimitives.Multiply(x, x, y), static (x, _) => x + x);

    /// <summary>The absolute value; the derivative at 0 is 0.</summary>
    public Tensor Abs() => Map(
        static (x, y) => TensorPrimitives.Abs(x, y),
        static (x, _) => Where(Vector.GreaterThan(x, Zero), One, Where(Vector.LessThan(x, Zero), -One, Zero)));

    /// <summary>The sine.</summary>
    public Tensor Sin() => Map(Activations.Sin, static (x, _) => Vector.Cos(x));

    /// <summary>The cosine.</summary>
    public Tensor Cos() => Map(static (x, y) => TensorPrimitives.Cos(x, y), static (x, _) => -Vector.Sin(x));

    /// <summary>x where it is above 0, else a hundredth of it.</summary>
    public Tensor LeakyRelu() => Map(
        static (x, y) => Each(x, y, static x => x > 0 ? x : 0.01f * x),
        static (x, _) => Where(Vector.GreaterThan(x, Zero), One, new Vector<float>(0.01f)));

    private static Vector<float> One => Vector<float>.One;

    private static Vector<float> Zero => Vector<float>.Zero;

    private static Vector<float> LecunSlope => new(1.7159f * 0.666f);

    private static Vector<float> LecunSquare => new(1.7159f * 1.7159f);

    private static Vector<float> Where(Vector<int> condition, Vector<float> then, Vector<float> otherwise) =>
        Vector.ConditionalSelect(condition, then, otherwise);

    private static Vector<float> Logistic(Vector<float> x) => One / (One + Vector.Exp(-x));

    /// <summary>The normal distribution function, which GELU's result y = x P(X &lt; x) already holds.</summary>
    private static Vector<float> NormalBelow(Vector<float> x, Vector<float> y) =>
        Where(Vector.LessThan(Vector.Abs(x), new Vector<float>(1e-30f)), new Vector<float>(0.5f), y / x);

    private static Vector<float> NormalDensity(Vector<float> x) =>
        Vector.Exp(x * x * new Vector<float>(-0.5f)) * new Vector<float>(0.3989422804f);

    private static void Each(ReadOnlySpan<float> x, Span<float> y, Func<float, float> value)
    {
        for (var i = 0; i < x.Length; i++)
        {
            y[i] = value(x[i]);
        }
    }

    /// <summary>y = value(x), with the derivative slope(x, y).</summary>
    private Tensor Map(Elementwise value, Func<Vector<float>, Vector<float>, Vector<float>> slope) =>
        Map(value, (x, y, dy, before, dx) =>
        {
            if (before.IsEmpty)
                dx.Clear();
            Elements.AddChain(x, y, dy, dx, slope);
        });

    private Tensor Map(Elementwise value, ElementwiseChain chain)
    {
        var result = Unfilled(_shape, [this], y =>
        {
            var dx = GradientToWrite(out var isNew);
            var dy = y.GradientArray;
            Chunks.Run(Length, (start, count) =>
            {
                var to = dx.AsSpan(start, count);
                chain(_values.AsSpan(start, count), y._values.AsSpan(start, count), dy.AsSpan(start, count), isNew ? [] : to, to);
            });
        });
        Chunks.Run(Length, (start, count) => value(_values.AsSpan(start, count), result._values.AsSpan(start, count)));
        return result;
    }
}
