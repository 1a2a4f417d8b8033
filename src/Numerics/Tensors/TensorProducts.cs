using StreamHost.Numerics.Matrices;

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
        var (count, m, n, k) = ProductSizes(a, b);
        var result = Unfilled([.. a._shape[..^1], n], [a, b], y =>
        {
            bool isNewA = false, isNewB = false;
            var da = a.RequiresGradient ? a.GradientToWrite(out isNewA) : [];
            var db = b.RequiresGradient ? b.GradientToWrite(out isNewB) : [];
            for (var i = 0; i < count; i++)
            {
                var g = y.Gradient.Slice(i * m * n, m * n);
                if (a.RequiresGradient)
                {
                    // da = g b^T
                    MatrixProduct.Multiply(g, b.Matrix(i, k * n), da.AsSpan(i * m * k, m * k), m, k, n, transposeB: true, accumulate: !isNewA);
                }

                if (b.RequiresGradient)
                {
                    // db = a^T g
                    MatrixProduct.Multiply(a.Matrix(i, m * k), g, db.AsSpan(i * k * n, k * n), k, n, m, transposeA: true, accumulate: !isNewB);
                }
            }
        });
        for (var i = 0; i < count; i++)
        {
            MatrixProduct.Multiply(a.Matrix(i, m * k), b.Matrix(i, k * n), result.Values.Slice(i * m * n, m * n), m, n, k);
        }

        return result;
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

        var (outputs, inputs) = (weight._shape[0], weight._shape[1]);
        var rows = Product(x._shape.AsSpan(..^1));
        var result = Operation([.. x._shape[..^1], outputs], [x, weight], y =>
        {
            if (x.RequiresGradient)
            {
                // dx = g weight
                MatrixProduct.Multiply(y.Gradient, weight.Values, x.Gradient, rows, inputs, outputs, accumulate: true);
            }

            if (weight.RequiresGradient)
            {
                // dweight = g^T x
                MatrixProduct.Multiply(y.Gradient, x.Values, weight.Gradient, outputs, inputs, rows, transposeA: true, accumulate: true);
            }
        });
        MatrixProduct.Multiply(x.Values, weight.Values, result.Values, rows, outputs, inputs, transposeB: true);
        return bias is null ? result : result + RequireShape(bias, outputs);
    }

    private static (int Count, int M, int N, int K) ProductSizes(Tensor a, Tensor b)
    {
        var oneRight = b.Rank == 2;
        if (a.Rank < 2 || b.Rank < 2 || a._shape[^1] != b._shape[^2]
            || (!oneRight && !a._shape.AsSpan(..^2).SequenceEqual(b._shape.AsSpan(..^2))))
        {
            throw new ArgumentException($"{a.ShapeText} by {b.ShapeText} is not [.., m, k] by [k, n] or [.., k, n].", nameof(b));
        }

        var (n, k) = (b._shape[^1], b._shape[^2]);
        return oneRight
            ? (1, Product(a._shape.AsSpan(..^1)), n, k)
            : (Product(a._shape.AsSpan(..^2)), a._shape[^2], n, k);
    }

    private static Tensor RequireShape(Tensor tensor, params ReadOnlySpan<int> shape) => tensor.Shape.SequenceEqual(shape)
        ? tensor
        : throw new ArgumentException($"{tensor.ShapeText} is not [{string.Join(", ", shape.ToArray())}].", nameof(tensor));

    private ReadOnlySpan<float> Matrix(int index, int length) => _values.AsSpan(index * length, length);
}
