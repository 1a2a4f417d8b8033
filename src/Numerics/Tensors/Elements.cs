using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace StreamHost.Numerics.Tensors;

/// <summary>Element-wise functions of whole vectors over spans of any length, and sums in an order that only the length decides.</summary>
internal static class Elements
{
    /// <summary>result = f(a, b); an operand of one element is repeated.</summary>
    public static void Apply(
        ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> result, Func<Vector<float>, Vector<float>, Vector<float>> f)
    {
        for (var i = 0; i < result.Length; i += Vector<float>.Count)
        {
            Store(f(Load(a, i), Load(b, i)), result, i);
        }
    }

    /// <summary>result = gradient * slope(a, b, y); an operand of one element is repeated.</summary>
    public static void Chain(
        ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> y, ReadOnlySpan<float> gradient, Span<float> result,
        Func<Vector<float>, Vector<float>, Vector<float>, Vector<float>> slope)
    {
        for (var i = 0; i < result.Length; i += Vector<float>.Count)
        {
            Store(Load(gradient, i) * slope(Load(a, i), Load(b, i), Load(y, i)), result, i);
        }
    }

    /// <summary>result += gradient * slope(a, b, y), all of one length.</summary>
    public static void AddChain(
        ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> y, ReadOnlySpan<float> gradient, Span<float> result,
        Func<Vector<float>, Vector<float>, Vector<float>, Vector<float>> slope)
    {
        for (var i = 0; i < result.Length; i += Vector<float>.Count)
        {
            Store(Load(result, i) + (Load(gradient, i) * slope(Load(a, i), Load(b, i), Load(y, i))), result, i);
        }
    }

    /// <summary>result += gradient * slope(x, y).</summary>
    public static void AddChain(
        ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> gradient, Span<float> result,
        Func<Vector<float>, Vector<float>, Vector<float>> slope)
    {
        for (var i = 0; i < result.Length; i += Vector<float>.Count)
        {
            Store(Load(result, i) + (Load(gradient, i) * slope(Load(x, i), Load(y, i))), result, i);
        }
    }

    /// <summary>result = what was before, if anything, + gradient where x is above 0.</summary>
    public static void AddWherePositive(ReadOnlySpan<float> x, ReadOnlySpan<float> gradient, ReadOnlySpan<float> before, Span<float> result)
    {
        var i = 0;
        for (; i <= result.Length - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            var passed = Vector512.GreaterThan(Vector512.Create(x[i..]), Vector512<float>.Zero).AsSingle() & Vector512.Create(gradient[i..]);
            (before.IsEmpty ? passed : Vector512.Create(before[i..]) + passed).CopyTo(result[i..]);
        }

        for (; i < result.Length; i++)
            result[i] = (before.IsEmpty ? 0 : before[i]) + (x[i] > 0 ? gradient[i] : 0);
    }

    /// <summary>destination += source.</summary>
    public static void Add(ReadOnlySpan<float> source, Span<float> destination) =>
        TensorPrimitives.Add(destination[..source.Length], source, destination);

    /// <summary>destination += source, without loss.</summary>
    public static void Add(ReadOnlySpan<float> source, Span<double> destination)
    {
        for (var i = 0; i < source.Length; i++)
        {
            destination[i] += source[i];
        }
    }

    /// <summary>
    /// The sum in double, as sixteen interleaved sums on any processor. (TensorPrimitives.Sum starts where memory is
    /// aligned, so its result may change from run to run.)
    /// </summary>
    public static double Sum(ReadOnlySpan<float> values)
    {
        Vector512<double> low = default, high = default;
        var i = 0;
        for (; i <= values.Length - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            var (a, b) = Vector512.Widen(Vector512.Create(values[i..]));
            low += a;
            high += b;
        }

        var sum = Total(low + high);
        for (; i < values.Length; i++)
        {
            sum += values[i];
        }

        return sum;
    }

    /// <summary>The sum of squared distances from a number in double; see <see cref="Sum"/>.</summary>
    public static double SumOfSquares(ReadOnlySpan<float> values, float from = 0)
    {
        Vector512<double> low = default, high = default;
        var i = 0;
        for (; i <= values.Length - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            var (a, b) = Vector512.Widen(Vector512.Create(values[i..]) - Vector512.Create(from));
            low += a * a;
            high += b * b;
        }

        var sum = Total(low + high);
        for (; i < values.Length; i++)
        {
            sum += (double)(values[i] - from) * (values[i] - from);
        }

        return sum;
    }

    /// <summary>The sum of products in double; see <see cref="Sum"/>.</summary>
    public static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Vector512<double> low = default, high = default;
        var i = 0;
        for (; i <= a.Length - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            var (aLow, aHigh) = Vector512.Widen(Vector512.Create(a[i..]));
            var (bLow, bHigh) = Vector512.Widen(Vector512.Create(b[i..]));
            low += aLow * bLow;
            high += aHigh * bHigh;
        }

        var sum = Total(low + high);
        for (; i < a.Length; i++)
        {
            sum += (double)a[i] * b[i];
        }

        return sum;
    }

    /// <summary>The elements from <paramref name="start"/> on, zeros behind the end; one element alone is repeated.</summary>
    public static Vector<float> Load(ReadOnlySpan<float> values, int start) =>
        values.Length == 1 ? new Vector<float>(values[0])
        : values.Length - start >= Vector<float>.Count ? new Vector<float>(values[start..])
        : LoadTail(values[start..]);

    /// <summary>Writes lanes to where <see cref="Load"/> reads them; those behind the end are lost.</summary>
    public static void Store(Vector<float> lanes, Span<float> result, int start)
    {
        if (result.Length - start >= Vector<float>.Count)
        {
            lanes.CopyTo(result[start..]);
            return;
        }

        for (var i = start; i < result.Length; i++)
        {
            result[i] = lanes[i - start];
        }
    }

    private static double Total(Vector512<double> sums)
    {
        var halves = sums.GetLower() + sums.GetUpper();
        return (halves[0] + halves[1]) + (halves[2] + halves[3]);
    }

    private static Vector<float> LoadTail(ReadOnlySpan<float> values)
    {
        Span<float> lanes = stackalloc float[Vector<float>.Count];
        lanes.Clear();
        values.CopyTo(lanes);
        return new Vector<float>(lanes);
    }
}
