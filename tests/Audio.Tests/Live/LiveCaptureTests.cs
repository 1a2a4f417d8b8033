using FsCheck;
using FsCheck.Fluent;
using StreamHost.Audio.Devices;
using StreamHost.Audio.Live;
using StreamHost.Core.Signals;

namespace StreamHost.Audio.Tests.Live;

public sealed class LiveCaptureTests
{
    private const int Rate = 8_000;

    private const int Block = ScriptedDevice.BlockMilliseconds * Rate / 1000;

    /// <summary>Frames by which a gap's length may differ from what was lost: the jitter of arrival, and a block of rounding.</summary>
    private const int Near = Rate / 100;

    /// <summary>Frames that may be lost without a sign, until more are.</summary>
    private const int Unseen = (int)(ClockAccount.Tolerance * Rate / UnixTime.Second);

    [Fact]
    public void A_device_without_trouble_is_heard_whole_and_in_time()
    {
        var (heard, live, device) = Hear([new(Happening.Deliver, 3000)], jitter: 3_000_000);
        Assert.Equal([(Rate, 1)], heard.Segments);
        Assert.Equal([LiveEvent.Opened], heard.Events);
        Assert.Equal(device.Delivered, live.Counters.HandedOn);
        Assert.Equal(live.Counters.HandedOn, heard.Samples.Count);
        AssertInPlace(heard);

        // The first frame was sounded when the clock stood at 7 s, 1,007 s after the epoch.
        var first = heard.Pieces.First(piece => piece.Frames > 0);
        Assert.InRange(first.EventTime - (1_007 * UnixTime.Second), 0, UnixTime.Second / 200);
    }

    [Fact]
    public void Sound_that_is_late_is_not_lost()
    {
        var (heard, _, _) = Hear([new(Happening.Deliver, 1000), new(Happening.Stall, 350), new(Happening.Deliver, 1000)]);
        Assert.DoesNotContain(float.NaN, heard.Samples);
        AssertInPlace(heard);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(120)]
    [InlineData(350)]
    public void Sound_that_a_device_loses_in_silence_becomes_a_gap_where_it_was_lost(int milliseconds)
    {
        var (heard, live, _) = Hear([new(Happening.Deliver, 1000), new(Happening.Lose, milliseconds), new(Happening.Deliver, 1000)]);
        var lost = milliseconds * Rate / 1000;
        Assert.InRange(heard.GapFrames(GapReason.Missing), lost - Near, lost + Near);
        Assert.Equal((1, heard.GapFrames(GapReason.Missing)), (live.Counters.Gaps(GapReason.Missing), live.Counters.GapFrames(GapReason.Missing)));
        Assert.Contains(LiveEvent.Missing, heard.Events);
        AssertInPlace(heard);
    }

    [Fact]
    public void An_overflow_is_a_gap_of_the_length_that_the_device_says()
    {
        var (heard, _, _) = Hear([new(Happening.Deliver, 1000), new(Happening.Overflow, 200), new(Happening.Deliver, 1000)]);
        Assert.Equal(0, heard.GapFrames(GapReason.Missing));
        Assert.InRange(heard.GapFrames(GapReason.Overflow), (Rate / 5) - 40, (Rate / 5) + 40);
        AssertInPlace(heard);
    }

    [Fact]
    public void A_reader_that_was_away_too_long_is_live_again_at_once()
    {
        var (heard, live, device) = Hear([new(Happening.Deliver, 1000), new(Happening.Dawdle, 3000), new(Happening.Deliver, 1000)]);
        Assert.Contains(LiveEvent.BacklogDropped, heard.Events);
        Assert.InRange(heard.GapFrames(GapReason.Backlog), (3 * Rate) - 80, (3 * Rate) + 80);
        Assert.Equal(device.Delivered, live.Counters.HandedOn + live.Counters.GapFrames(GapReason.Backlog));
        AssertInPlace(heard);
    }

    [Fact]
    public void A_backlog_within_the_limit_is_heard()
    {
        var (heard, _, _) = Hear([new(Happening.Deliver, 1000), new(Happening.Dawdle, 1800), new(Happening.Deliver, 1000)]);
        Assert.DoesNotContain(float.NaN, heard.Samples);
    }

    [Fact]
    public void A_device_that_vanishes_is_opened_again_and_its_absence_is_a_gap()
    {
        var (heard, live, device) = Hear([new(Happening.Deliver, 1000), new(Happening.Vanish, 4000), new(Happening.Deliver, 1000)]);
        Assert.Equal([LiveEvent.Opened, LiveEvent.Lost, LiveEvent.OpenFailed, LiveEvent.Opened], heard.Events);
        Assert.Equal((2, 1), (device.Opened, live.Counters.Gaps(GapReason.Outage)));
        Assert.Single(heard.Segments);

        // Tried after 0.1, 0.2, 0.4, 0.8 and 1.6 s, 3.1 s in all; so again after 6.3 s.
        Assert.InRange(heard.GapFrames(GapReason.Outage), 4 * Rate, 7 * Rate);
        AssertInPlace(heard);
    }

    [Fact]
    public void A_device_that_comes_back_with_another_rate_begins_a_segment()
    {
        var other = new AudioDevice("mic", "Scripted microphone", 11_025, 2, true);
        var (heard, _, _) = Hear([new(Happening.Deliver, 1000), new(Happening.Vanish, 500, other), new(Happening.Deliver, 1000)]);
        Assert.Equal([(Rate, 1), (11_025, 2)], heard.Segments);
        Assert.True(heard.GapFrames(GapReason.Outage) >= Rate / 2);
    }

    [Fact]
    public void The_default_device_is_followed_where_it_delivers_alike_and_opened_again_where_not()
    {
        var twin = new AudioDevice("other", "Its twin", Rate, 1, true);
        var (heard, _, device) = Hear([new(Happening.Deliver, 500), new(Happening.Move, 0, twin), new(Happening.Deliver, 500)]);
        Assert.Equal([LiveEvent.Opened, LiveEvent.Moved], heard.Events);
        Assert.Equal(1, device.Opened);

        var faster = new AudioDevice("other", "A better one", 16_000, 1, true);
        (heard, _, device) = Hear([new(Happening.Deliver, 500), new(Happening.Move, 0, faster), new(Happening.Deliver, 500)]);
        Assert.Equal([(Rate, 1), (16_000, 1)], heard.Segments);
        Assert.Equal(2, device.Opened);
    }

    [Fact]
    public void A_device_that_delivers_nothing_is_noticed_within_half_a_second()
    {
        var (heard, _, device) = Hear([new(Happening.Deliver, 1000), new(Happening.Stall, 1500), new(Happening.Deliver, 500)]);
        var noticed = heard.Reports.Single(report => report.Event == LiveEvent.Stalled).Time - (1_008 * UnixTime.Second);
        Assert.InRange(noticed, 0, UnixTime.Second / 2);
        Assert.Equal(2, device.Opened);
        AssertInPlace(heard);
    }

    [Fact]
    public void Exact_zeros_are_reported_and_are_sound_all_the_same()
    {
        var (heard, live, _) = Hear([new(Happening.Deliver, 1000), new(Happening.Mute, 1000), new(Happening.Deliver, 1000)]);
        Assert.Equal([LiveEvent.Opened, LiveEvent.Zeros, LiveEvent.SoundAgain], heard.Events);
        Assert.InRange(heard.Reports[1].Time - (1_008 * UnixTime.Second), 0, UnixTime.Second / 2);
        Assert.Equal(1, live.Counters.Openings);
        Assert.DoesNotContain(float.NaN, heard.Samples);
    }

    /// <summary>It is opened beside after 0.5, 1, 2, 4, 8 and 16 s and then after 30 s each time, and listened to for 1 s.</summary>
    [Fact]
    public void A_muted_device_is_probed_more_and_more_rarely_and_never_interrupted()
    {
        var (heard, live, device) = Hear([new(Happening.Deliver, 1000), new(Happening.Mute, 100_000), new(Happening.Deliver, 1000)], jitter: 3_000_000);
        Assert.Equal([LiveEvent.Opened, LiveEvent.Zeros, LiveEvent.SoundAgain], heard.Events);
        Assert.Equal((8, 1), (device.Opened - live.Counters.Openings, live.Counters.Openings));
        Assert.Equal(device.Delivered, heard.Samples.Count);
        AssertInPlace(heard);
    }

    [Fact]
    public void A_device_that_can_be_opened_only_once_is_heard_through_its_zeros()
    {
        var (heard, _, device) = Hear([new(Happening.Deliver, 1000), new(Happening.Mute, 10_000), new(Happening.Deliver, 1000)], isExclusive: true);
        Assert.Equal([LiveEvent.Opened, LiveEvent.Zeros, LiveEvent.SoundAgain], heard.Events);
        Assert.Equal(1, device.Opened);
        Assert.DoesNotContain(float.NaN, heard.Samples);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3_000_000)]
    public void A_device_that_is_stuck_in_zeros_is_heard_through_another_opening_and_nothing_is_lost(long jitter)
    {
        var (heard, live, device) = Hear([new(Happening.Deliver, 1000), new(Happening.Stick, 3000), new(Happening.Deliver, 1000)], jitter);
        Assert.Equal([LiveEvent.Opened, LiveEvent.Zeros, LiveEvent.Stuck, LiveEvent.Opened], heard.Events);
        Assert.Equal((2, 2), (device.Opened, live.Counters.Openings));
        Assert.InRange(Enum.GetValues<GapReason>().Sum(live.Counters.GapFrames), 0, Near);
        Assert.Equal(live.Counters.Received, live.Counters.HandedOn);
        Assert.NotEqual(0, heard.Samples[^1]);
        AssertInPlace(heard);
    }

    [Fact]
    public void Sound_in_another_channel_than_the_one_that_is_heard_is_no_reason_to_change()
    {
        var time = new ManualTime();
        var device = new ScriptedDevice(time, [new(Happening.Deliver, 10_000)]) { Device = new("mic", "Half a microphone", Rate, 2, true), SilentChannel = 1 };
        using var live = new LiveCapture(device, new LiveOptions { Channels = ChannelChoice.One(1) }, time, new AtOnce());
        var heard = new Heard();
        while (heard.Samples.Count < 8 * Rate && live.Read(out var piece, CancellationToken.None))
            heard.Add(piece);
        Assert.True(device.Opened > 1);
        Assert.Equal([LiveEvent.Opened, LiveEvent.Zeros], heard.Events);
    }

    [Theory]
    [InlineData(120)]
    [InlineData(-250)]
    public void Drift_is_told_and_is_no_loss(int ppm)
    {
        var (heard, live, _) = Hear([new(Happening.Deliver, 400_000)], jitter: 2_000_000, drift: ppm * 1e-6, keep: false);
        Assert.InRange(live.Counters.DriftPpm, ppm - 5, ppm + 5);
        Assert.Equal([LiveEvent.Opened], heard.Events);
    }

    [Fact]
    public void A_block_is_handed_on_without_garbage()
    {
        var time = new ManualTime();
        using var live = new LiveCapture(new ScriptedDevice(time, [new(Happening.Deliver, int.MaxValue)]), new LiveOptions(), time);
        for (var i = 0; i < 2000; i++)
            Assert.True(live.Read(out _, CancellationToken.None));
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 2000; i++)
                live.Read(out _, CancellationToken.None);
        }));
    }

    /// <summary>For any script: what was received and what is in gaps is what the clock expects, and every frame stands in its place.</summary>
    [Fact]
    public void Whatever_happens_every_frame_is_handed_on_once_or_is_in_a_gap()
    {
        var step = from what in Gen.Elements(Happening.Deliver, Happening.Stall, Happening.Lose, Happening.Overflow, Happening.Mute, Happening.Stick, Happening.Vanish, Happening.Dawdle)
                   from length in Gen.Choose(5, what == Happening.Vanish ? 5000 : 3000)
                   select new Step(what, length);
        var scripts = from steps in Gen.NonEmptyListOf(step)
                      select steps.Take(12).SelectMany(s => new Step[] { new(Happening.Deliver, 700), s }).ToArray();
        Prop.ForAll(scripts.ToArbitrary(), script =>
        {
            var (heard, live, device) = Hear(script, jitter: 3_000_000);
            AssertInPlace(heard, Near + Unseen);
            var counters = live.Counters;

            // Of the opening that takes over from one that is stuck, what the stream had already is not wanted again.
            Assert.InRange(device.Delivered - counters.Received, 0, script.Count(s => s.What == Happening.Stick) * 2 * Block);
            Assert.Equal(counters.Received, counters.HandedOn + counters.GapFrames(GapReason.Backlog));
            Assert.Equal(heard.Samples.Count, counters.HandedOn + Enum.GetValues<GapReason>().Sum(counters.GapFrames));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(50));
    }

    /// <summary>A sample is the number of its frame since the beginning: it stands where it was sounded, however much is missing before it.</summary>
    private static void AssertInPlace(Heard heard, int near = Near)
    {
        var (last, farthest, inOrder) = (0f, 0f, true);
        for (var frame = 0; frame < heard.Samples.Count; frame++)
        {
            var sample = heard.Samples[frame];
            if (float.IsNaN(sample) || sample == 0)
                continue;
            farthest = Math.Max(farthest, Math.Abs(sample - 1 - frame));
            inOrder &= sample > last;
            last = sample;
        }

        Assert.InRange(farthest, 0, near);
        Assert.True(inOrder);
    }

    private static (Heard Heard, LiveCapture Live, ScriptedDevice Device) Hear(
        Step[] script, long jitter = 0, double drift = 0, LiveOptions? options = null, bool keep = true, bool isExclusive = false)
    {
        var time = new ManualTime();
        var device = new ScriptedDevice(time, [.. script, new(Happening.Deliver, 500)]) { Jitter = jitter, Drift = drift, IsExclusive = isExclusive };
        var live = new LiveCapture(device, options ?? new LiveOptions(), time, new AtOnce());
        var heard = new Heard();
        while (live.Read(out var piece, new CancellationToken(device.IsOver)))
        {
            if (keep || piece.Report is not null)
                heard.Add(piece);
        }

        live.Dispose();
        return (heard, live, device);
    }
}
