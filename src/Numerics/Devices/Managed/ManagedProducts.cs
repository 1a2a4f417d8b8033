using StreamHost.Numerics.Matrices;
using StreamHost.Numerics.Tensors;

namespace StreamHost.Numerics.Devices.Managed;

/// <summary>Matrix products.</summary>
internal sealed partial class ManagedDevice
{
    /// <inheritdoc/>
    public Tensor MatMul(Tensor a, Tensor b)
    {
        var (count, m, n, k) = ProductSizes(a, b);
        var result = Tensor.Unfilled([.. a.Shape[..^1], n], [a, b], y =>
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
                    MatrixProduct.Multiply(g, Matrix(b, i, k * n), da.AsSpan(i * m * k, m * k), m, k, n, transposeB: true, accumulate: !isNewA);
                }

                if (b.RequiresGradient)
                {
                    // db = a^T g
                    MatrixProduct.Multiply(Matrix(a, i, m * k), g, db.AsSpan(i * k * n, k * n), k, n, m, transposeA: true, accumulate: !isNewB);
                }
            }
        });
        for (var i = 0; i < count; i++)
        {
            MatrixProduct.Multiply(Matrix(a, i, m * k), Matrix(b, i, k * n), result.Values.Slice(i * m * n, m * n), m, n, k);
        }

        return result;
    }

    /// <inheritdoc/>
    public Tensor Linear(Tensor x, Tensor weight)
    {
        var (outputs, inputs) = (weight.Shape[0], weight.Shape[1]);
        var rows = Tensor.Product(x.Shape[..^1]);
        var result = Tensor.Operation([.. x.Shape[..^1], outputs], [x, weight], y =>
        {
            if (x.RequiresGradient)
            {
                // dx = g weight
                MatrixProduct.Multiply(y.Gradient, weight.ValueArray, x.Gradient, rows, inputs, outputs, accumulate: true);
            }

            if (weight.RequiresGradient)
            {
                // dweight = g^T x
                MatrixProduct.Multiply(y.Gradient, x.ValueArray, weight.Gradient, outputs, inputs, rows, transposeA: true, accumulate: true);
            }
        });
        MatrixProduct.Multiply(x.ValueArray, weight.ValueArray, result.Values, rows, outputs, inputs, transposeB: true);
        return result;
    }

    private static (int Count, int M, int N, int K) ProductSizes(Tensor a, Tensor b)
    {
        var (n, k) = (b.Shape[^1], b.Shape[^2]);
        return b.Rank == 2
            ? (1, Tensor.Product(a.Shape[..^1]), n, k)
            : (Tensor.Product(a.Shape[..^2]), a.Shape[^2], n, k);
    }

    private static ReadOnlySpan<float> Matrix(Tensor tensor, int index, int length) => tensor.ValueArray.AsSpan(index * length, length);
}
