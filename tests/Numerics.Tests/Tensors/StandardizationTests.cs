using StreamHost.Numerics.Randomness;
using StreamHost.Numerics.Tensors;
using static StreamHost.Numerics.Tests.Tensors.GradientCheck;

namespace StreamHost.Numerics.Tests.Tensors;

public sealed class StandardizationTests
{
    [Theory]
    [InlineData(StandardizedOver.Channels)]
    [InlineData(StandardizedOver.Sample)]
    [InlineData(StandardizedOver.Batch)]
    public void Its_gradients_are_its_slopes(StandardizedOver over) => Verify(
        inputs => Standardization.Apply(inputs[0], inputs[1], inputs[2], over, 1e-5), Points(1, 3, 4, 2, 3), Points(2, 4), Points(3, 4));

    public static TheoryData<StandardizedOver, int, double, bool> Rectifications()
    {
        var cases = new TheoryData<StandardizedOver, int, double, bool>();
        foreach (var over in Enum.GetValues<StandardizedOver>())
        {
            foreach (var positions in new[] { 5, 64, 97 })
            {
                foreach (var hasAround in new[] { false, true })
                {
                    cases.Add(over, positions, 0, hasAround);
                    cases.Add(over, positions, 0.3, hasAround);
                }
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Rectifications))]
    public void What_follows_is_what_it_is_as_operations_of_their_own(StandardizedOver over, int positions, double dropout, bool hasAround)
    {
        var together = Run((x, scale, shift, then) => Standardization.Apply(x, scale, shift, over, 1e-5, then));
        var apart = Run((x, scale, shift, then) => then.Apply(Standardization.Apply(x, scale, shift, over, 1e-5)));
        Assert.Equal(apart.Length, together.Length);
        foreach (var (one, other) in apart.Zip(together))
            Assert.Equal(one, other, (a, b) => Math.Abs(a - b) <= 1e-5 * Math.Max(1, Math.Abs(a)));

        // The result, then the gradients of all that enters; what comes around enters in a second way too.
        float[][] Run(Func<Tensor, Tensor, Tensor, Rectification, Tensor> operation)
        {
            Tensor[] inputs = [Points(1, 70, 4, positions), Points(2, 4), Points(3, 4), Points(4, 70, 4, positions)];
            var then = new Rectification(dropout, new RandomSource(5), hasAround ? inputs[3] : null);
            var y = operation(inputs[0], inputs[1], inputs[2], then);
            ((y * Points(6, y.Shape)).Sum() + inputs[3].Square().Sum()).Backward();
            return [y.Values.ToArray(), .. inputs.Select(input => input.Gradient.ToArray())];
        }
    }

    [Theory]
    [InlineData(StandardizedOver.Channels)]
    [InlineData(StandardizedOver.Sample)]
    [InlineData(StandardizedOver.Batch)]
    public void What_comes_around_may_be_what_is_standardised(StandardizedOver over)
    {
        var together = Gradient((x, then) => Standardization.Apply(x, Points(2, 4), Points(3, 4), over, 1e-5, then));
        var apart = Gradient((x, then) => then.Apply(Standardization.Apply(x, Points(2, 4), Points(3, 4), over, 1e-5)));
        Assert.Equal(apart, together);

        static float[] Gradient(Func<Tensor, Rectification, Tensor> operation)
        {
            var x = Points(1, 3, 4, 7);
            (operation(x, new Rectification(0, null, x)) * Points(4, x.Shape)).Sum().Backward();
            return x.Gradient.ToArray();
        }
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_share_that_is_dropped_is_below_one(double dropout) => Assert.Throws<ArgumentOutOfRangeException>(() => Standardization.Apply(
        Points(1, 2, 3, 4), Points(2, 3), Points(3, 3), StandardizedOver.Sample, 1e-5, new Rectification(dropout, new RandomSource(1))));

    [Fact]
    public void What_comes_around_is_as_large() => Assert.Throws<ArgumentException>(() => Standardization.Apply(
        Points(1, 2, 3, 4), Points(2, 3), Points(3, 3), StandardizedOver.Sample, 1e-5, new Rectification(0, null, Points(4, 2, 3, 5))));

    [Theory]
    [InlineData(StandardizedOver.Channels)]
    [InlineData(StandardizedOver.Sample)]
    [InlineData(StandardizedOver.Batch)]
    public void What_shares_a_mean_has_mean_0_and_variance_1(StandardizedOver over)
    {
        var x = Points(5, 6, 5, 7);
        var (ones, zeros) = (Tensor.FromValues([1, 1, 1, 1, 1], 5), new Tensor(5));
        var y = Standardization.Apply(x, ones, zeros, over, epsilon: 0, out var means, out var variances);
        var sets = new Dictionary<int, List<float>>();
        for (var i = 0; i < y.Length; i++)
        {
            var (b, c, t) = (i / 35, i / 7 % 5, i % 7);
            var set = over switch { StandardizedOver.Channels => (b * 7) + t, StandardizedOver.Sample => b, _ => c };
            (sets.TryGetValue(set, out var list) ? list : sets[set] = []).Add(y.Values[i]);
        }

        Assert.Equal(means.Length, sets.Count);
        Assert.All(variances.Values.ToArray(), variance => Assert.True(variance > 0));
        Assert.All(sets.Values, set => Assert.Equal(0, set.Average(), 1e-5));
        Assert.All(sets.Values, set => Assert.Equal(1, set.Average(value => value * value), 1e-4));
    }
}
