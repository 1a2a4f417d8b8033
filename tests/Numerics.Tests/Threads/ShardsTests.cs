using StreamHost.Numerics.Threads;

namespace StreamHost.Numerics.Tests.Threads;

public sealed class ShardsTests
{
    [Fact]
    public void Every_shard_runs_once()
    {
        for (var shards = 0; shards < 40; shards++)
        {
            var runs = new int[shards];
            Shards.Run(shards, shard => Interlocked.Increment(ref runs[shard]));
            Assert.All(runs, count => Assert.Equal(1, count));
        }
    }

    [Fact]
    public void A_shard_may_have_shards_of_its_own()
    {
        var sum = 0;
        Shards.Run(4, _ => Shards.Run(5, inner => Interlocked.Add(ref sum, inner)));
        Assert.Equal(4 * 10, sum);
    }

    [Fact]
    public void A_failure_comes_back_to_the_caller_and_the_next_run_works()
    {
        Assert.Throws<InvalidOperationException>(() => Shards.Run(8, shard => throw new InvalidOperationException($"shard {shard}")));
        var runs = 0;
        Shards.Run(8, _ => Interlocked.Increment(ref runs));
        Assert.Equal(8, runs);
    }

    [Fact]
    public void Callers_at_the_same_time_do_not_disturb_each_other()
    {
        var sums = new int[4];
        var callers = sums.Select((_, caller) => new Thread(() =>
        {
            for (var i = 0; i < 200; i++)
            {
                Shards.Run(3, shard => Interlocked.Add(ref sums[caller], shard));
            }
        })).ToArray();
        Array.ForEach(callers, caller => caller.Start());
        Array.ForEach(callers, caller => caller.Join());
        Assert.All(sums, sum => Assert.Equal(600, sum));
    }

    [Fact]
    public void The_caller_allocates_nothing()
    {
        var done = 0;
        Action<int> body = _ => Interlocked.Increment(ref done);
        Shards.Run(8, body);
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 100; i++)
            {
                Shards.Run(8, body);
            }
        }));
    }

    [Fact]
    public void Less_than_one_thread_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => Shards.Threads = 0);
}
