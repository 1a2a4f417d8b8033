using StreamHost.Numerics.Devices;

namespace StreamHost.Numerics.Tensors;

/// <summary>Matrix products.</summary>
public sealed partial class Tensor
{
    /// <summary>
    /// The matrix product: [.., m, k] by [k, n] is [.., m, n]; [.., m, k] by [.., k, n] with equal leading dimensions
    /// multiplies matrix by matrix.
    /// </summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor MatMul(Tensor a, Tensor b)
    {
        if (a.Rank < 2 || b.Rank < 2 || a._shape[^1] != b._shape[^2]
            || (b.Rank > 2 && !a._shape.AsSpan(..^2).SequenceEqual(b._shape.AsSpan(..^2))))
        {
            throw new ArgumentException($"{a.ShapeText} by {b.ShapeText} is not [.., m, k] by [k, n] or [.., k, n].", nameof(b));
        }

        Product([.. a._shape[..^1], b._shape[^1]]);
        return TensorDevice.Current.MatMul(a, b);
    }

    /// <summary>A layer's product: y = x weight^T + bias.</summary>
    /// <param name="x">[.., in].</param>
    /// <param name="weight">[out, in].</param>
    /// <param name="bias">[out], or null for none.</param>
    /// <returns>[.., out].</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor Linear(Tensor x, Tensor weight, Tensor? bias = null)
    {
        if (x.Rank == 0 || weight.Rank != 2 || x._shape[^1] != weight._shape[1])
        {
            throw new ArgumentException($"x {x.ShapeText} and weight {weight.ShapeText} are not [.., in] and [out, in].", nameof(weight));
        }

        if (bias is not null && !bias.Shape.SequenceEqual([weight._shape[0]]))
            throw new ArgumentException($"The bias {bias.ShapeText} is not [{weight._shape[0]}].", nameof(bias));
        Product([.. x._shape[..^1], weight._shape[0]]);
        var result = TensorDevice.Current.Linear(x, weight);
        return bias is null ? result : result + bias;
    }
}
