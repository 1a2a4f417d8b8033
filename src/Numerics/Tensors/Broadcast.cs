using StreamHost.Numerics.Threads;

namespace StreamHost.Numerics.Tensors;

/// <summary>
/// How two shapes meet element by element, as in NumPy: shapes are aligned at their last dimension, and a dimension of 1
/// is repeated. The result is a series of runs; within one, each operand either advances with the result or stays.
/// </summary>
internal sealed class Broadcast
{
    private readonly int[] _leftStarts;
    private readonly int[] _rightStarts;
    private readonly bool _leftAdvances;
    private readonly bool _rightAdvances;

    public Broadcast(ReadOnlySpan<int> left, ReadOnlySpan<int> right)
    {
        Shape = ResultShape(left, right);
        var axes = Merge(Shape, Strides(left, Shape.Length), Strides(right, Shape.Length));
        var inner = axes.Count > 0 ? axes[^1] : new Axis(1, 1, 1);
        RunLength = inner.Size;
        _leftAdvances = inner.Left > 0;
        _rightAdvances = inner.Right > 0;
        (_leftStarts, _rightStarts) = RunStarts(axes);
    }

    /// <summary>Throws where two shapes do not broadcast, or to more than a tensor may hold.</summary>
    public static void RequireFit(ReadOnlySpan<int> left, ReadOnlySpan<int> right)
    {
        for (var i = 1; i <= Math.Min(left.Length, right.Length); i++)
        {
            if (left[^i] != right[^i] && left[^i] != 1 && right[^i] != 1)
                throw new ArgumentException($"[{string.Join(", ", left.ToArray())}] and [{string.Join(", ", right.ToArray())}] do not broadcast.");
        }

        Tensor.Product(ResultShape(left, right));
    }

    public int[] Shape { get; }

    public int RunLength { get; }

    public int Runs => _leftStarts.Length;

    /// <summary>Calls <paramref name="body"/> for each run, on several threads where there is enough to do.</summary>
    public void Run(Action<int> body) => Chunks.RunRows(Runs, RunLength, body);

    public Span<float> Result(Span<float> values, int run) => values.Slice(run * RunLength, RunLength);

    /// <summary>What the run takes from the left operand: as long as the run, or one element that is repeated.</summary>
    public ReadOnlySpan<float> Left(ReadOnlySpan<float> values, int run) =>
        values.Slice(_leftStarts[run], _leftAdvances ? RunLength : 1);

    /// <summary>What the run takes from the right operand: as long as the run, or one element that is repeated.</summary>
    public ReadOnlySpan<float> Right(ReadOnlySpan<float> values, int run) =>
        values.Slice(_rightStarts[run], _rightAdvances ? RunLength : 1);

    /// <summary>The adjoint of repeating the left operand: every element of it gets the sum of what its copies get.</summary>
    public void FoldLeft(float[] contributions, float[] gradient) =>
        Fold(contributions, gradient, _leftStarts, _leftAdvances);

    /// <summary>The adjoint of repeating the right operand: every element of it gets the sum of what its copies get.</summary>
    public void FoldRight(float[] contributions, float[] gradient) =>
        Fold(contributions, gradient, _rightStarts, _rightAdvances);

    private void Fold(float[] contributions, float[] gradient, int[] starts, bool advances)
    {
        var sums = new double[gradient.Length];
        if (advances)
        {
            for (var run = 0; run < starts.Length; run++)
            {
                Elements.Add(contributions.AsSpan(run * RunLength, RunLength), sums.AsSpan(starts[run]));
            }
        }
        else
        {
            var sumsOfRuns = new double[starts.Length];
            Run(run => sumsOfRuns[run] = Elements.Sum(contributions.AsSpan(run * RunLength, RunLength)));
            for (var run = 0; run < starts.Length; run++)
            {
                sums[starts[run]] += sumsOfRuns[run];
            }
        }

        for (var i = 0; i < sums.Length; i++)
        {
            gradient[i] += (float)sums[i];
        }
    }

    private static int[] ResultShape(ReadOnlySpan<int> left, ReadOnlySpan<int> right)
    {
        var shape = new int[Math.Max(left.Length, right.Length)];
        for (var i = 1; i <= shape.Length; i++)
        {
            var a = i <= left.Length ? left[^i] : 1;
            shape[^i] = a == 1 && i <= right.Length ? right[^i] : a;
        }

        return shape;
    }

    /// <summary>The distance in memory of neighbours along every dimension of the result: 0 where the operand is repeated.</summary>
    private static int[] Strides(ReadOnlySpan<int> shape, int rank)
    {
        var strides = new int[rank];
        var stride = 1;
        for (var i = 1; i <= shape.Length; i++)
        {
            strides[^i] = shape[^i] == 1 ? 0 : stride;
            stride *= shape[^i];
        }

        return strides;
    }

    /// <summary>Joins neighbouring dimensions through which both operands walk as through one.</summary>
    private static List<Axis> Merge(int[] shape, int[] left, int[] right)
    {
        var axes = new List<Axis>();
        for (var i = 0; i < shape.Length; i++)
        {
            if (shape[i] == 1)
            {
                continue;
            }

            var axis = new Axis(shape[i], left[i], right[i]);
            if (axes.Count > 0 && axes[^1].Left == axis.Left * axis.Size && axes[^1].Right == axis.Right * axis.Size)
            {
                axis = axis with { Size = axis.Size * axes[^1].Size };
                axes.RemoveAt(axes.Count - 1);
            }

            axes.Add(axis);
        }

        return axes;
    }

    private static (int[] Left, int[] Right) RunStarts(List<Axis> axes)
    {
        int[] left = [0];
        int[] right = [0];
        foreach (var axis in axes.SkipLast(1))
        {
            left = Spread(left, axis.Size, axis.Left);
            right = Spread(right, axis.Size, axis.Right);
        }

        return (left, right);
    }

    private static int[] Spread(int[] starts, int size, int stride)
    {
        var spread = new int[starts.Length * size];
        for (var i = 0; i < spread.Length; i++)
        {
            spread[i] = starts[i / size] + (i % size * stride);
        }

        return spread;
    }

    /// <summary>A dimension of the result, and how far each operand moves along it.</summary>
    private readonly record struct Axis(int Size, int Left, int Right);
}
