using StreamHost.Numerics.Randomness;

namespace StreamHost.Numerics.Tests.Randomness;

public sealed class RandomSourceTests
{
    /// <summary>The authors' C code from the state 1, 2, 3, 4.</summary>
    [Fact]
    public void Bits_are_those_of_the_published_algorithm()
    {
        var random = new RandomSource(0) { State = (1, 2, 3, 4) };
        Assert.Equal([11520UL, 0UL, 1509978240UL, 1215971899390074240UL], Draw(4, random.NextBits));
    }

    /// <summary>xoshiro256** from the first four outputs of splitmix64, written down in Python's whole numbers.</summary>
    [Fact]
    public void A_seed_starts_the_published_sequence()
    {
        Assert.Equal(
            [0x99ec5f36cb75f2b4, 0xbf6e1f784956452a, 0x1a5f849d4933e6e0, 0x6aa594f1262d2d2c], Draw(4, new RandomSource(0).NextBits));
        Assert.Equal([0x15780b2e0c2ec716, 0x6104d9866d113a7e, 0xae17533239e499a1], Draw(3, new RandomSource(42).NextBits));
    }

    [Fact]
    public void A_restored_source_goes_on_where_it_was_saved()
    {
        var random = new RandomSource(7);
        Draw(5, random.NextNormal);
        var state = random.State;
        var expected = Draw(5, random.NextNormal);
        Assert.Equal(expected, Draw(5, new RandomSource(1) { State = state }.NextNormal));
        Assert.NotEqual(expected, Draw(5, random.NextNormal));
    }

    [Fact]
    public void Fractions_are_uniform_between_0_and_1()
    {
        var draws = Draw(100_000, new RandomSource(1).NextDouble);
        Assert.All(draws, x => Assert.InRange(x, 0, 1 - (1.0 / (1UL << 53))));
        Assert.InRange(ChiSquare(draws.Select(x => (int)(x * 100)), 100), 50, 160);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100)]
    public void Whole_numbers_are_uniform_below_the_bound(int bound)
    {
        var random = new RandomSource(2);
        var draws = Draw(20_000, () => random.NextInt(bound));
        Assert.All(draws, x => Assert.InRange(x, 0, bound - 1));
        Assert.InRange(ChiSquare(draws, bound), 0, bound + (6 * Math.Sqrt(2 * bound)));
    }

    /// <summary>With a bound of 3/4 of 2^31 a biased draw would favour some thirds by half.</summary>
    [Fact]
    public void Large_bounds_are_without_bias()
    {
        var random = new RandomSource(3);
        const int bound = 3 << 29;
        var draws = Draw(30_000, () => random.NextInt(bound));
        Assert.InRange(ChiSquare(draws.Select(x => (int)(x * 3L / bound)), 3), 0, 14);
    }

    [Fact]
    public void A_bound_below_1_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new RandomSource(1).NextInt(0));

    [Fact]
    public void Floats_stay_in_their_range()
    {
        var random = new RandomSource(4);
        var draws = Draw(10_000, () => random.NextFloat(-3, 5));
        Assert.All(draws, x => Assert.InRange(x, -3, 5));
        Assert.InRange(draws.Average(), 0.9, 1.1);
    }

    [Fact]
    public void Normal_numbers_have_the_moments_of_the_normal_distribution()
    {
        var draws = Draw(100_000, new RandomSource(5).NextNormal);
        Assert.InRange(draws.Average(), -0.015, 0.015);
        Assert.InRange(draws.Average(x => x * x), 0.98, 1.02);
        Assert.InRange(draws.Average(x => x * x * x * x), 2.85, 3.15);
    }

    [Fact]
    public void Shuffling_keeps_the_items_and_reaches_every_order_alike()
    {
        var random = new RandomSource(6);
        var orders = Draw(12_000, () =>
        {
            int[] items = [0, 1, 2];
            random.Shuffle(items.AsSpan());
            Assert.Equal([0, 1, 2], items.Order());
            return (items[0] * 2) + (items[1] > items[2] ? 1 : 0);
        });
        Assert.InRange(ChiSquare(orders, 6), 0, 25);
    }

    private static T[] Draw<T>(int count, Func<T> next) => [.. Enumerable.Range(0, count).Select(_ => next())];

    /// <summary>The distance of the counts from equal ones; about the number of cells for a uniform source.</summary>
    private static double ChiSquare(IEnumerable<int> cells, int count)
    {
        var counts = new double[count];
        foreach (var cell in cells)
        {
            counts[cell]++;
        }

        var expected = counts.Sum() / count;
        return counts.Sum(c => (c - expected) * (c - expected) / expected);
    }
}
