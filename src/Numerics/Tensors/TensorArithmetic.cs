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

    private static Tensor Combine(Arithmetic operation, Tensor a, Tensor b)
    {
        Broadcast.RequireFit(a.Shape, b.Shape);
        return TensorDevice.Current.Combine(operation, a, b);
    }
}
