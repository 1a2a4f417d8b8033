using StreamHost.Audio.Live;
using StreamHost.Core.Signals;

namespace StreamHost.Audio.Tests.Live;

public sealed class ClockAccountTests
{
    private const int Rate = 16_000;
    private const int Block = 160;
    private const long BlockTime = UnixTime.Second / 100;

    private readonly ClockAccount _account = new(Rate);
    private long _now = 123_456_789;

    [Fact]
    public void The_beginning_is_decided_once_the_lateness_has_settled()
    {
        var blocks = 1;
        while (Hear() is null)
            blocks++;
        Assert.Equal(ClockAccount.Settling / BlockTime, blocks - 1);
    }

    [Fact]
    public void A_block_within_the_tolerance_is_in_time()
    {
        Settle();
        _now += ClockAccount.Tolerance - 1_000_000;
        Assert.Equal(0, Hear());
    }

    [Fact]
    public void A_block_beyond_it_is_undecided_until_it_has_caught_up()
    {
        Settle();
        _now += UnixTime.Second / 2;
        Assert.Null(Hear());
        for (var i = 0; i < 47; i++)
            Assert.Null(Hear(0));
        Assert.Equal(0, Hear(0));
    }

    [Fact]
    public void Or_until_it_never_will()
    {
        Settle();
        _now += UnixTime.Second / 2;
        long? missing;
        do
            missing = Hear();
        while (missing is null);
        Assert.InRange(missing.Value, (Rate / 2) - 16, (Rate / 2) + 16);
        Assert.Equal(0, Hear());
    }

    [Fact]
    public void Losses_too_small_to_see_add_up()
    {
        Settle();
        long missing = 0;
        for (var i = 0; i < 100; i++)
        {
            _now += BlockTime;
            for (var block = 0; block < 50; block++)
                missing += Hear() ?? 0;
        }

        // What may be drift is not counted: 500 ppm of 51 s are 26 ms of the second that is missing.
        Assert.InRange(missing, (Rate * 93 / 100) - 16, Rate);
    }

    [Fact]
    public void The_latency_that_the_device_tells_is_taken_off()
    {
        const long Latency = 30_000_000;
        for (var i = 0; i < 100; i++)
        {
            _now += BlockTime;
            _account.Add(Block, _now, _now - BlockTime - Latency);
        }

        Assert.Equal(Latency, _account.Latency);
        Assert.Equal(_now - Latency, _account.TimeOf(_account.Frames));
    }

    private void Settle()
    {
        for (var i = 0; i < 20; i++)
            Hear();
    }

    private long? Hear(long after = BlockTime)
    {
        _now += after;
        return _account.Add(Block, _now, _now - BlockTime);
    }
}
