using StreamHost.Engine.Accounts;

namespace StreamHost.Engine.Tests;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void Percentiles_are_right_within_seven_percent()
    {
        var histogram = new LatencyHistogram();
        var random = new Random(1);
        var all = Enumerable.Range(0, 10_000).Select(_ => (long)Math.Exp(random.NextDouble() * 25)).ToArray();
        foreach (var latency in all)
            histogram.Add(latency);
        Array.Sort(all);
        foreach (var share in new[] { 0.001, 0.1, 0.5, 0.9, 0.99, 0.999 })
        {
            var exact = all[(int)Math.Ceiling(share * all.Length) - 1];
            Assert.InRange(histogram.Percentile(share), exact, (exact * 1.07) + 1);
        }

        Assert.Equal(all[^1], histogram.Worst);
        Assert.Equal(all[^1], histogram.Percentile(1));
        Assert.Equal(10_000, histogram.Count);
    }

    [Fact]
    public void An_empty_one_says_zero() => Assert.Equal(0, new LatencyHistogram().Percentile(0.5));

    [Fact]
    public void A_clock_that_went_back_counts_as_no_latency()
    {
        var histogram = new LatencyHistogram();
        histogram.Add(-5);
        Assert.Equal(1, histogram.Count);
        Assert.Equal(0, histogram.Worst);
    }
}
