using StreamHost.Numerics.Devices;

namespace StreamHost.Numerics.Tests.Devices;

public sealed class DeviceTurnsTests
{
    [Fact]
    public void Turns_follow_each_other_until_one_fails()
    {
        var turns = new DeviceTurns(TensorDevice.Managed);
        for (var call = 0; call < 3; call++)
        {
            Assert.True(turns.TryEnter());
            turns.Leave();
        }

        Assert.True(turns.TryEnter());
        turns.Fail(new InvalidOperationException("it fell off the bus\nat bus.c:1"));
        turns.Leave();
        Assert.False(turns.TryEnter());
        Assert.Equal("managed failed: it fell off the bus; the managed arithmetic goes on", turns.Failure);
    }

    /// <summary>A driver may hang, and the thread in it with it: nobody waits for it any longer than a moment.</summary>
    [Fact]
    public async Task A_turn_that_does_not_come_back_is_the_last()
    {
        var turns = new DeviceTurns(TensorDevice.Managed);
        using var entered = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        var hanging = new Thread(() =>
        {
            Assert.True(turns.TryEnter());
            entered.Set();
            release.Wait();
            turns.Leave();
        });
        hanging.Start();
        entered.Wait();
        Assert.False(await Task.Run(turns.TryEnter).WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Contains("a call does not come back", turns.Failure, StringComparison.Ordinal);
        release.Set();
        hanging.Join();
        Assert.False(turns.TryEnter());
    }
}
