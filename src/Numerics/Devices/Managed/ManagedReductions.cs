using System.Numerics.Tensors;
using StreamHost.Numerics.Tensors;
using Tensor = StreamHost.Numerics.Tensors.Tensor;

namespace StreamHost.Numerics.Devices.Managed;

/// <summary>Sums, in double and in an order that does not change, and what is built on them.</summary>
internal sealed partial class ManagedDevice
{
    /// <inheritdoc/>
    public Tensor Sum(Tensor x)
    {
        var result = Tensor.Operation([], [x], y => AddToAll(x.Gradient, y.Gradient[0]));
        result.ValueArray[0] = (float)Elements.Sum(x.ValueArray);
        return result;
    }

    /// <inheritdoc/>
    public Tensor Mean(Tensor x)
    {
        var result = Tensor.Operation([], [x], y => AddToAll(x.Gradient, y.Gradient[0] / x.Length));
        result.ValueArray[0] = (float)(Elements.Sum(x.ValueArray) / x.Length);
        return result;
    }

    /// <inheritdoc/>
    public Tensor Norm(Tensor x)
    {
        var result = Tensor.Operation([], [x], y =>
        {
            var norm = y.Values[0];
            if (norm > 0)
                TensorPrimitives.MultiplyAdd(x.Values, y.Gradient[0] / norm, x.Gradient, x.Gradient);
        });
        result.ValueArray[0] = (float)Math.Sqrt(Elements.Dot(x.ValueArray, x.ValueArray));
        return result;
    }

    /// <inheritdoc/>
    public Tensor Sum(Tensor x, int dimension)
    {
        var (outer, size, inner) = x.Around(dimension);
        int[] shape = [.. x.Shape[..dimension], .. x.Shape[(dimension + 1)..]];
        var result = Tensor.Operation(shape, [x], y =>
        {
            for (var row = 0; row < outer * size; row++)
            {
                Elements.Add(y.Gradient.Slice(row / size * inner, inner), x.Gradient.Slice(row * inner, inner));
            }
        });
        if (size == 1)
        {
            // A sum of one needs no double, as over a position of one dimension.
            x.Values.CopyTo(result.Values);
            return result;
        }

        var sums = new double[inner];
        for (var o = 0; o < outer; o++)
        {
            Array.Clear(sums);
            for (var i = 0; i < size; i++)
            {
                Elements.Add(x.Values.Slice(((o * size) + i) * inner, inner), sums);
            }

            Round(sums, result.Values.Slice(o * inner, inner));
        }

        return result;
    }

    /// <inheritdoc/>
    public Tensor Softmax(Tensor x) => ByRow(x, Softmax, AddSoftmaxGradient);

    /// <inheritdoc/>
    public Tensor LogSoftmax(Tensor x) => ByRow(x, LogSoftmax, AddLogSoftmaxGradient);

    /// <summary>Adds to dx of a row what follows from its y and dy.</summary>
    private delegate void RowChain(ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx);

    /// <summary>A function of the rows along the last dimension.</summary>
    private static Tensor ByRow(Tensor x, Elementwise value, RowChain chain)
    {
        var width = x.Shape[^1];
        var result = Tensor.Operation(x.Shape, [x], y =>
        {
            for (var start = 0; start < x.Length; start += width)
                chain(y.Values.Slice(start, width), y.Gradient.Slice(start, width), x.Gradient.Slice(start, width));
        });
        for (var start = 0; start < x.Length; start += width)
            value(x.Values.Slice(start, width), result.Values.Slice(start, width));
        return result;
    }

    /// <summary>y[i] = exp(x[i] - log of the sum of all exp(x)), of one row.</summary>
    private static void Softmax(ReadOnlySpan<float> x, Span<float> y)
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
}
