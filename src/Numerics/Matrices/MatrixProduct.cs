using StreamHost.Numerics.Vectors;

namespace StreamHost.Numerics.Matrices;

/// <summary>The product of two row-major float32 matrices.</summary>
public static class MatrixProduct
{
    /// <summary>
    /// c[m, n] = a[m, k] b[k, n], or += where <paramref name="accumulate"/>. Every element is one sum over ascending k
    /// of fused multiply-adds, starting from 0 or from what c held: a row's result does not depend on m, n or the machine.
    /// </summary>
    /// <param name="a">[m, k], or [k, m] where <paramref name="transposeA"/>.</param>
    /// <param name="b">[k, n], or [n, k] where <paramref name="transposeB"/>.</param>
    /// <param name="c">[m, n]; must not overlap the others.</param>
    /// <param name="m">Rows of the result.</param>
    /// <param name="n">Columns of the result.</param>
    /// <param name="k">Length of the sums.</param>
    /// <param name="transposeA">Whether a is stored transposed.</param>
    /// <param name="transposeB">Whether b is stored transposed.</param>
    /// <param name="accumulate">Whether to add to c.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public static void Multiply(
        ReadOnlySpan<float> a,
        ReadOnlySpan<float> b,
        Span<float> c,
        int m,
        int n,
        int k,
        bool transposeA = false,
        bool transposeB = false,
        bool accumulate = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(m);
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        Require(a, checked(m * k), nameof(a));
        Require(b, checked(k * n), nameof(b));
        Require(c, checked(m * n), nameof(c));
        var action = new BlockedProduct(a, b, c, (m, n, k), transposeA, transposeB, accumulate);
        Widths.Run(ref action);
    }

    private static void Require(ReadOnlySpan<float> matrix, int length, string name)
    {
        if (matrix.Length < length)
        {
            throw new ArgumentException($"The matrix has {matrix.Length} elements and needs {length}.", name);
        }
    }
}
