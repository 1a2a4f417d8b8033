using StreamHost.Engine.Accounts;

namespace StreamHost.Engine.Tests;

public sealed class LatencyAccountTests
{
    private const long Ms = 1_000_000;

    /// <summary>Heard at 0, then when it arrived, its worker was free, its model started and was done, and it was delivered, in ms.</summary>
    [Theory]
    [InlineData(LatenessCause.Device, 30, 0, 31, 32, 33)]
    [InlineData(LatenessCause.Queue, 1, 30, 31, 32, 33)]
    [InlineData(LatenessCause.Scheduling, 1, 0, 30, 32, 33)]
    [InlineData(LatenessCause.Scheduling, 1, 5, 30, 32, 33)]
    [InlineData(LatenessCause.Compute, 1, 0, 2, 32, 33)]
    [InlineData(LatenessCause.Sinks, 1, 0, 2, 3, 33)]
    public void A_late_result_is_counted_for_what_took_longest(LatenessCause cause, long arrived, long free, long started, long computed, long delivered)
    {
        var account = new LatencyAccount { Bound = 20 * Ms };
        account.Add([new ResultTimes(-10 * Ms, 0, arrived * Ms, free * Ms, started * Ms, computed * Ms)], delivered * Ms);
        Assert.Equal(1, account.Late);
        Assert.Equal(1, account.LateFor(cause));
        Assert.Equal(43 * Ms, account.All.Worst);
    }

    [Fact]
    public void A_result_within_the_bound_is_not_late()
    {
        var account = new LatencyAccount { Bound = 20 * Ms };
        account.Add([new ResultTimes(-10 * Ms, 0, Ms, 0, 2 * Ms, 3 * Ms), new ResultTimes(-10 * Ms, 0, Ms, 0, 2 * Ms, 3 * Ms)], 10 * Ms);
        Assert.Equal(0, account.Late);
        Assert.Equal(2, account.All.Count);
    }

    /// <summary>A worker that says it was free after it had started is no reason to count time twice.</summary>
    [Fact]
    public void Times_that_overlap_are_cut()
    {
        var times = new ResultTimes(0, 0, 5, 100, 10, 12);
        Assert.Equal(LatenessCause.Device, times.LongestPart(13));
    }
}
