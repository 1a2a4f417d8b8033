using StreamHost.Numerics.Matrices;
using StreamHost.Numerics.Randomness;

namespace StreamHost.Numerics.Tests.Matrices;

/// <summary>The matrix product against the sum that it promises, to the bit: ascending k, fused multiply-adds.</summary>
public sealed class MatrixProductTests
{
    private static readonly int[] Sizes = [1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 31, 33, 47, 67];

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, false, false)]
    [InlineData(false, true, true)]
    [InlineData(true, true, false)]
    [InlineData(false, false, true)]
    [InlineData(true, false, true)]
    public void Every_element_is_one_sum_over_ascending_k(bool transposeA, bool transposeB, bool accumulate)
    {
        var random = new RandomSource(7);
        for (var trial = 0; trial < 120; trial++)
        {
            var (m, n, k) = (Pick(random), Pick(random), Pick(random));
            Check(m, n, k, transposeA, transposeB, accumulate, random);
        }
    }

    [Theory]
    [InlineData(3, 1030, 20)]
    [InlineData(131, 5, 300)]
    [InlineData(9, 33, 1030)]
    [InlineData(130, 70, 257)]
    public void Products_of_more_than_one_block_are_the_same_sums(int m, int n, int k)
    {
        Check(m, n, k, false, false, false, new RandomSource(1));
        Check(m, n, k, true, false, true, new RandomSource(2));
        Check(m, n, k, false, true, true, new RandomSource(3));
    }

    [Fact]
    public void A_row_does_not_depend_on_how_many_there_are()
    {
        var random = new RandomSource(3);
        var (a, b) = (Draw(random, 40 * 70), Draw(random, 70 * 50));
        var all = new float[40 * 50];
        MatrixProduct.Multiply(a, b, all, 40, 50, 70);
        for (var m = 1; m < 40; m++)
        {
            var some = new float[m * 50];
            MatrixProduct.Multiply(a, b, some, m, 50, 70);
            Assert.Equal(all[..(m * 50)], some);
        }
    }

    [Fact]
    public void An_empty_sum_is_zero_or_what_was_there()
    {
        float[] c = [1, 2];
        MatrixProduct.Multiply([], [], c, 1, 2, 0, accumulate: true);
        Assert.Equal([1, 2], c);
        MatrixProduct.Multiply([], [], c, 1, 2, 0);
        Assert.Equal([0, 0], c);
    }

    [Fact]
    public void A_matrix_that_is_too_short_is_refused()
    {
        Assert.Throws<ArgumentException>(() => MatrixProduct.Multiply(new float[3], new float[4], new float[4], 2, 2, 2));
        Assert.Throws<ArgumentException>(() => MatrixProduct.Multiply(new float[4], new float[3], new float[4], 2, 2, 2));
        Assert.Throws<ArgumentException>(() => MatrixProduct.Multiply(new float[4], new float[4], new float[3], 2, 2, 2));
    }

    [Fact]
    public void A_second_product_allocates_nothing()
    {
        var (a, b, c) = (new float[67 * 67], new float[67 * 67], new float[67 * 67]);
        MatrixProduct.Multiply(a, b, c, 67, 67, 67, transposeB: true);
        Assert.Equal(0, Allocations.Of(() =>
        {
            MatrixProduct.Multiply(a, b, c, 67, 67, 67, transposeA: true);
            MatrixProduct.Multiply(a, b, c, 67, 67, 67, accumulate: true);
        }));
    }

    private static int Pick(RandomSource random) => Sizes[random.NextInt(Sizes.Length)];

    private static void Check(int m, int n, int k, bool transposeA, bool transposeB, bool accumulate, RandomSource random)
    {
        var (a, b, c) = (Draw(random, m * k), Draw(random, k * n), Draw(random, m * n));
        var expected = new float[m * n];
        for (var i = 0; i < m; i++)
        {
            for (var j = 0; j < n; j++)
            {
                var sum = accumulate ? c[(i * n) + j] : 0;
                for (var p = 0; p < k; p++)
                {
                    var left = transposeA ? a[(p * m) + i] : a[(i * k) + p];
                    var right = transposeB ? b[(j * k) + p] : b[(p * n) + j];
                    sum = MathF.FusedMultiplyAdd(left, right, sum);
                }

                expected[(i * n) + j] = sum;
            }
        }

        MatrixProduct.Multiply(a, b, c, m, n, k, transposeA, transposeB, accumulate);
        Assert.Equal(expected, c);
    }

    private static float[] Draw(RandomSource random, int length)
    {
        var values = new float[length];
        foreach (ref var value in values.AsSpan())
        {
            value = random.NextFloat(-1, 1);
        }

        return values;
    }
}
