using System.Numerics;
using StreamHost.Numerics.Tensors;
using StreamHost.Numerics.Threads;

namespace StreamHost.Numerics.Devices.Managed;

/// <summary>Arithmetic, element by element.</summary>
internal sealed partial class ManagedDevice
{
    /// <inheritdoc/>
    public Tensor Combine(Arithmetic operation, Tensor a, Tensor b) => operation switch
    {
        Arithmetic.Add => Combine(a, b, static (a, b) => a + b, null, null),
        Arithmetic.Subtract => Combine(a, b, static (a, b) => a - b, null, static (_, _, _) => -Vector<float>.One),
        Arithmetic.Multiply => Combine(a, b, static (a, b) => a * b, static (_, b, _) => b, static (a, _, _) => a),
        Arithmetic.Divide => Combine(a, b, static (a, b) => a / b, static (_, b, _) => Vector<float>.One / b, static (_, b, y) => -y / b),
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "Nothing combines two elements in this way."),
    };

    /// <summary>y = value(a, b), whose derivatives are slopeA(a, b, y) and slopeB(a, b, y); null where one is 1.</summary>
    private static Tensor Combine(
        Tensor a,
        Tensor b,
        Func<Vector<float>, Vector<float>, Vector<float>> value,
        Func<Vector<float>, Vector<float>, Vector<float>, Vector<float>>? slopeA,
        Func<Vector<float>, Vector<float>, Vector<float>, Vector<float>>? slopeB)
    {
        var broadcast = new Broadcast(a.Shape, b.Shape);
        var isSame = a.Shape.SequenceEqual(b.Shape);
        var result = Tensor.Unfilled(broadcast.Shape, [a, b], y =>
        {
            if (a.RequiresGradient && isSame)
            {
                AddChain(a, b, y, a, slopeA);
            }
            else if (a.RequiresGradient)
            {
                AddFolded(Contributions(broadcast, a, b, y, slopeA), a, broadcast.FoldLeft);
            }

            if (b.RequiresGradient && isSame)
            {
                AddChain(a, b, y, b, slopeB);
            }
            else if (b.RequiresGradient)
            {
                AddFolded(Contributions(broadcast, a, b, y, slopeB), b, broadcast.FoldRight);
            }
        });
        if (isSame)
        {
            Chunks.Run(result.Length, (start, count) => Elements.Apply(
                a.ValueArray.AsSpan(start, count), b.ValueArray.AsSpan(start, count), result.ValueArray.AsSpan(start, count), value));
        }
        else
        {
            broadcast.Run(run => Elements.Apply(
                broadcast.Left(a.ValueArray, run), broadcast.Right(b.ValueArray, run), broadcast.Result(result.ValueArray, run), value));
        }

        return result;
    }

    /// <summary>The operand's gradient += dy * slope, of operands of one shape.</summary>
    private static void AddChain(
        Tensor a, Tensor b, Tensor y, Tensor operand, Func<Vector<float>, Vector<float>, Vector<float>, Vector<float>>? slope)
    {
        var dy = y.GradientArray;
        if (slope is null)
        {
            AddCopy(dy, operand);
            return;
        }

        var gradient = operand.GradientArray;
        Chunks.Run(y.Length, (start, count) => Elements.AddChain(
            a.ValueArray.AsSpan(start, count),
            b.ValueArray.AsSpan(start, count),
            y.ValueArray.AsSpan(start, count),
            dy.AsSpan(start, count),
            gradient.AsSpan(start, count),
            slope));
    }

    /// <summary>The operand's gradient += the sums over its copies.</summary>
    private static void AddFolded(float[] contributions, Tensor operand, Action<float[], float[]> fold)
    {
        if (contributions.Length == operand.Length)
            AddCopy(contributions, operand);
        else
            fold(contributions, operand.GradientArray);
    }

    /// <summary>The operand's gradient += what is as large.</summary>
    private static void AddCopy(float[] contributions, Tensor operand)
    {
        var to = operand.GradientToWrite(out var isNew);
        if (isNew)
            Chunks.Run(to.Length, (start, count) => contributions.AsSpan(start, count).CopyTo(to.AsSpan(start, count)));
        else
            Chunks.Run(to.Length, (start, count) => Elements.Add(contributions.AsSpan(start, count), to.AsSpan(start, count)));
    }

    /// <summary>dy * slope, for each element of the result.</summary>
    private static float[] Contributions(
        Broadcast broadcast, Tensor a, Tensor b, Tensor y, Func<Vector<float>, Vector<float>, Vector<float>, Vector<float>>? slope)
    {
        var dy = y.GradientArray;
        if (slope is null)
            return dy;

        var contributions = TensorMemory.Unfilled(y.Length);
        broadcast.Run(run => Elements.Chain(
            broadcast.Left(a.ValueArray, run),
            broadcast.Right(b.ValueArray, run),
            broadcast.Result(y.ValueArray, run),
            broadcast.Result(dy, run),
            broadcast.Result(contributions, run),
            slope));

        return contributions;
    }
}
