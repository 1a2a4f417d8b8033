using System.Numerics;
using System.Numerics.Tensors;
using StreamHost.Numerics.Tensors;
using StreamHost.Numerics.Threads;
using StreamHost.Numerics.Vectors;
using Tensor = StreamHost.Numerics.Tensors.Tensor;

namespace StreamHost.Numerics.Devices.Managed;

/// <summary>Functions of one element, each with its derivative in terms of the argument x and the result y.</summary>
internal sealed partial class ManagedDevice
{
    /// <summary>A function over spans, which may be one and the same.</summary>
    private delegate void Elementwise(ReadOnlySpan<float> source, Span<float> destination);

    /// <summary>Makes dx from what was there before, if anything, and what follows from dy.</summary>
    private delegate void ElementwiseChain(ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, ReadOnlySpan<float> before, Span<float> dx);

    /// <inheritdoc/>
    public Tensor Map(ElementFunction function, Tensor x) => function switch
    {
        ElementFunction.Tanh => Map(x, Activations.Tanh, static (_, y) => One - (y * y)),
        ElementFunction.Sigmoid => Map(x, Activations.Sigmoid, static (_, y) => y * (One - y)),
        ElementFunction.Relu => Map(x, Activations.Relu, static (x, _, dy, before, dx) => Elements.AddWherePositive(x, dy, before, dx)),
        ElementFunction.Gelu => Map(x, Activations.Gelu, static (x, y) => NormalBelow(x, y) + (x * NormalDensity(x))),
        ElementFunction.Silu => Map(x, Activations.Silu, static (x, y) => Logistic(x) * (One + x - y)),
        ElementFunction.LecunTanh => Map(x, Activations.LecunTanh, static (_, y) => LecunSlope * (One - (y * y / LecunSquare))),
        ElementFunction.Softplus => Map(x, Activations.Softplus, static (x, _) => Logistic(x)),
        ElementFunction.Exp => Map(x, Activations.Exp, static (_, y) => y),
        ElementFunction.Log => Map(x, static (x, y) => Each(x, y, MathF.Log), static (x, _) => One / x),
        ElementFunction.Sqrt => Map(x, static (x, y) => TensorPrimitives.Sqrt(x, y), static (_, y) => new Vector<float>(0.5f) / y),
        ElementFunction.Square => Map(x, static (x, y) => TensorPrimitives.Multiply(x, x, y), static (x, _) => x + x),
        ElementFunction.Abs => Map(x, static (x, y) => TensorPrimitives.Abs(x, y), static (x, _) => Where(Vector.GreaterThan(x, Zero), One, Where(Vector.LessThan(x, Zero), -One, Zero))),
        ElementFunction.Sin => Map(x, Activations.Sin, static (x, _) => Vector.Cos(x)),
        ElementFunction.Cos => Map(x, static (x, y) => TensorPrimitives.Cos(x, y), static (x, _) => -Vector.Sin(x)),
        ElementFunction.LeakyRelu => Map(x, static (x, y) => Each(x, y, static x => x > 0 ? x : 0.01f * x), static (x, _) => Where(Vector.GreaterThan(x, Zero), One, new Vector<float>(0.01f))),
        _ => throw new ArgumentOutOfRangeException(nameof(function), function, "It is no function of one element."),
    };

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
    private static Tensor Map(Tensor x, Elementwise value, Func<Vector<float>, Vector<float>, Vector<float>> slope) =>
        Map(x, value, (x, y, dy, before, dx) =>
        {
            if (before.IsEmpty)
                dx.Clear();
            Elements.AddChain(x, y, dy, dx, slope);
        });

    private static Tensor Map(Tensor x, Elementwise value, ElementwiseChain chain)
    {
        var result = Tensor.Unfilled(x.Shape, [x], y =>
        {
            var dx = x.GradientToWrite(out var isNew);
            var dy = y.GradientArray;
            Chunks.Run(x.Length, (start, count) =>
            {
                var to = dx.AsSpan(start, count);
                chain(x.ValueArray.AsSpan(start, count), y.ValueArray.AsSpan(start, count), dy.AsSpan(start, count), isNew ? [] : to, to);
            });
        });
        Chunks.Run(x.Length, (start, count) => value(x.ValueArray.AsSpan(start, count), result.ValueArray.AsSpan(start, count)));
        return result;
    }
}
