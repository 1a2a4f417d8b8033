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
        Assert.All(variances, variance => Assert.True(variance > 0));
        Assert.All(sets.Values, set => Assert.Equal(0, set.Average(), 1e-5));
        Assert.All(sets.Values, set => Assert.Equal(1, set.Average(value => value * value), 1e-4));
    }
}
