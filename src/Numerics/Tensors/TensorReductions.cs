using System.Numerics.Tensors;

namespace StreamHost.Numerics.Tensors;

/// <summary>Sums, in double and in an order that does not change, and what is built on them.</summary>
public sealed partial class Tensor
{
    /// <summary>The sum of all elements, a scalar; 0 if there is none.</summary>
    public Tensor Sum()
    {
        var result = Operation([], [this], y => AddToAll(Gradient, y.Gradient[0]));
        result._values[0] = (float)Elements.Sum(_values);
        return result;
    }

    /// <summary>The mean of all elements, a scalar; NaN if there is none.</summary>
    public Tensor Mean()
    {
        var result = Operation([], [this], y => AddToAll(Gradient, y.Gradient[0] / Length));
        result._values[0] = (float)(Elements.Sum(_values) / Length);
        return result;
    }

    /// <summary>The Euclidean norm of all elements, a scalar; the derivative at 0 is 0.</summary>
    public Tensor Norm()
    {
        var result = Operation([], [this], y =>
        {
            var norm = y.Values[0];
            if (norm > 0)
                TensorPrimitives.MultiplyAdd(Values, y.Gradient[0] / norm, Gradient, Gradient);
        });
        result._values[0] = (float)Math.Sqrt(Elements.Dot(_values, _values));
        return result;
    }

    /// <summary>The sums along a dimension, which goes: [a, b, c].Sum(1) is [a, c].</summary>
    /// <param name="dimension">Which; below 0 counts from the last.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dimension.</exception>
    public Tensor Sum(int dimension)
    {
        var (outer, size, inner) = Around(dimension = Dimension(dimension));
        int[] shape = [.. _shape[..dimension], .. _shape[(dimension + 1)..]];
        var result = Operation(shape, [this], y =>
        {
            for (var row = 0; row < outer * size; row++)
            {
                Elements.Add(y.Gradient.Slice(row / size * inner, inner), Gradient.Slice(row * inner, inner));
            }
        });
        if (size == 1)
        {
            // A sum of one needs no double, as over a position of one dimension.
            Values.CopyTo(result.Values);
            return result;
        }

        var sums = new double[inner];
        for (var o = 0; o < outer; o++)
        {
            Array.Clear(sums);
            for (var i = 0; i < size; i++)
            {
                Elements.Add(Values.Slice(((o * size) + i) * inner, inner), sums);
            }

            Round(sums, result.Values.Slice(o * inner, inner));
        }

        return result;
    }

    /// <summary>exp(x) over its sum along the last dimension.</summary>
    /// <exception cref="InvalidOperationException">It is a scalar.</exception>
    public Tensor Softmax()
    {
        var width = LastDimension();
        var result = Operation(_shape, [this], y =>
        {
            for (var start = 0; start < Length; start += width)
            {
                AddSoftmaxGradient(y.Values.Slice(start, width), y.Gradient.Slice(start, width), Gradient.Slice(start, width));
            }
        });
        for (var start = 0; start < Length; start += width)
        {
            Softmax(Values.Slice(start, width), result.Values.Slice(start, width));
        }

        return result;
    }

    /// <summary>The logarithm of <see cref="Softmax()"/>, exact where that underflows.</summary>
    /// <exception cref="InvalidOperationException">It is a scalar.</exception>
    public Tensor LogSoftmax()
    {
        var width = LastDimension();
        var result = Operation(_shape, [this], y =>
        {
            for (var start = 0; start < Length; start += width)
            {
                AddLogSoftmaxGradient(y.Values.Slice(start, width), y.Gradient.Slice(start, width), Gradient.Slice(start, width));
            }
        });
        for (var start = 0; start < Length; start += width)
        {
            LogSoftmax(Values.Slice(start, width), result.Values.Slice(start, width));
        }

        return result;
    }

    /// <summary>y[i] = exp(x[i] - log of the sum of all exp(x)), of one row.</summary>
    internal static void Softmax(ReadOnlySpan<float> x, Span<float> y)
    {
        var logSum = LogSumExp(x);
        for (var i = 0; i < x.Length; i++)
        {
            y[i] = (float)Math.Exp(x[i] - logSum);
        }
    }

    internal static double LogSumExp(ReadOnlySpan<float> x)
    {
        var largest = float.NegativeInfinity;
        foreach (var value in x)
        {
            largest = MathF.Max(largest, value);
        }

        var sum = 0.0;
        foreach (var value in x)
        {
            sum += Math.Exp((double)value - largest);
        }

        return largest + Math.Log(sum);
    }

    private static void LogSoftmax(ReadOnlySpan<float> x, Span<float> y)
    {
        var logSum = LogSumExp(x);
        for (var i = 0; i < x.Length; i++)
        {
            y[i] = (float)(x[i] - logSum);
        }
    }

    /// <summary>dx[i] = y[i] (g[i] - sum of g y).</summary>
    private static void AddSoftmaxGradient(ReadOnlySpan<float> y, ReadOnlySpan<float> g, Span<float> dx)
    {
        var mean = 0.0;
        for (var i = 0; i < y.Length; i++)
        {
            mean += (double)g[i] * y[i];
        }

        for (var i = 0; i < y.Length; i++)
        {
            dx[i] += (float)(y[i] * (g[i] - mean));
        }
    }

    /// <summary>dx[i] = g[i] - exp(y[i]) times the sum of g.</summary>
    private static void AddLogSoftmaxGradient(ReadOnlySpan<float> y, ReadOnlySpan<float> g, Span<float> dx)
    {
        var sum = Elements.Sum(g);
        for (var i = 0; i < y.Length; i++)
        {
            dx[i] += (float)(g[i] - (Math.Exp(y[i]) * sum));
        }
    }

    private static void AddToAll(Span<float> gradient, float value)
    {
        foreach (ref var element in gradient)
        {
            element += value;
        }
    }

    private static void Round(ReadOnlySpan<double> sums, Span<float> values)
    {
        for (var i = 0; i < sums.Length; i++)
        {
            values[i] = (float)sums[i];
        }
    }

    private int LastDimension() =>
        Rank > 0 ? _shape[^1] : throw new InvalidOperationException("A scalar has no last dimension.");
}
