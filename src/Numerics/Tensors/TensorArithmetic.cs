using StreamHost.Numerics.Devices;

namespace StreamHost.Numerics.Tensors;

/// <summary>Arithmetic, element by element; shapes broadcast as in NumPy.</summary>
public sealed partial class Tensor
{
    /// <summary>A number is a tensor without dimensions, so that it can stand in any expression.</summary>
    public static implicit operator Tensor(float value) => FromValues([value]);

    /// <summary>a + b.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor operator +(Tensor a, Tensor b) => Combine(Arithmetic.Add, a, b);

    /// <summary>a - b.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor operator -(Tensor a, Tensor b) => Combine(Arithmetic.Subtract, a, b);

    /// <summary>a times b, element by element; for the matrix product see <see cref="MatMul"/>.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor operator *(Tensor a, Tensor b) => Combine(Arithmetic.Multiply, a, b);

    /// <summary>a / b.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor operator /(Tensor a, Tensor b) => Combine(Arithmetic.Divide, a, b);

    /// <summary>-a.</summary>
    public static Tensor operator -(Tensor a) => -1f * a;

    /// <summary>Goes a part of the way to another tensor of the same shape, in place: for what is measured while training and not learnt.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="part">Of the way, in [0, 1].</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public void MoveTowards(Tensor target, float part)
    {
        if (!target.Shape.SequenceEqual(Shape))
            throw new ArgumentException($"{ShapeText} can't move towards {target.ShapeText}.", nameof(target));
        TensorDevice.Current.MoveTowards(this, target, part);
    }

    private static Tensor Combine(Arithmetic operation, Tensor a, Tensor b)
    {
        Broadcast.RequireFit(a.Shape, b.Shape);
        return TensorDevice.Current.Combine(operation, a, b);
    }
}
