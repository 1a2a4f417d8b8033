using StreamHost.Audio.Live;

namespace StreamHost.Audio.Tests.Pulse;

/// <summary>
/// What goes wrong with a real server: whatever it is, the stream goes on, and each of its frames holds what was sounded
/// then or is in a gap that was counted. That frames follow each other without a seam is looked at as they are heard.
/// </summary>
public sealed class PulseFailureTests
{
    private const int Rate = 48_000;

    /// <summary>
    /// Frames by which a gap may differ from what was missing: 50 ms. A server's sink begins anew with a block that is shorter or longer, and the
    /// machine may be busy.
    /// </summary>
    private const int Near = Rate / 20;

    [SoundServerFact]
    public void The_server_is_killed()
    {
        using var server = new VirtualMicrophone();
        using var listener = new Listener(server.System);
        listener.Until(LiveEvent.Opened);
        listener.Frames(Rate);
        server.Kill();
        listener.Until(LiveEvent.OpenFailed);
        server.Serve();
        server.Play(Ramp.Samples(2 * Rate));
        listener.Until(LiveEvent.Opened, 2);
        listener.Until(() => listener.Newest >= Rate);
        Assert.Equal(LiveEvent.Lost, listener.Heard.Events.First(happened => happened is LiveEvent.Lost or LiveEvent.Stalled));
        AssertOneOutage(listener);
    }

    [SoundServerFact]
    public void The_device_is_unplugged_and_comes_back()
    {
        using var server = new VirtualMicrophone();
        using var listener = new Listener(server.System);
        listener.Until(LiveEvent.Opened);
        listener.Frames(Rate);
        server.Unplug();
        listener.Until(LiveEvent.Lost);
        server.Plug();
        listener.Until(LiveEvent.Opened, 2);
        listener.Frames(Rate);
        AssertOneOutage(listener);
    }

    [SoundServerFact]
    public void The_device_comes_back_with_another_rate_and_channels()
    {
        using var server = new VirtualMicrophone();
        using var listener = new Listener(server.System, new LiveOptions { Device = "microphone" });
        listener.Until(LiveEvent.Opened);
        listener.Frames(Rate);
        server.Unplug();
        server.Plug(32_000, 2);
        listener.Until(LiveEvent.Opened, 2);
        listener.Frames(32_000);
        Assert.Equal([(Rate, 1), (32_000, 2)], listener.Heard.Segments);
    }

    [SoundServerFact]
    public void There_is_no_device_at_the_start()
    {
        using var server = new VirtualMicrophone(0);
        using var listener = new Listener(server.System);
        listener.Until(LiveEvent.OpenFailed);
        server.Plug();
        listener.Until(LiveEvent.Opened);
        listener.Frames(Rate);
        Assert.Equal(0, listener.Live.Counters.GapFrames(GapReason.Outage));
    }

    [SoundServerFact]
    public void The_server_stands_still()
    {
        using var server = new VirtualMicrophone();
        using var listener = new Listener(server.System);
        listener.Until(LiveEvent.Opened);
        listener.Frames(Rate);
        server.Signal("STOP");
        listener.Until(LiveEvent.Stalled);
        server.Signal("CONT");
        listener.Until(LiveEvent.Opened, 2);
        listener.Frames(Rate);
        AssertOneOutage(listener);
    }

    [SoundServerFact]
    public void A_silent_device_is_told_of_and_then_its_sound()
    {
        using var server = new VirtualMicrophone();
        using var listener = new Listener(server.System);
        listener.Until(LiveEvent.Zeros);
        server.Play(Ramp.Samples(Rate));
        listener.Until(LiveEvent.SoundAgain);
        Assert.DoesNotContain(float.NaN, listener.Heard.Samples);
    }

    /// <summary>The server mutes one stream from the microphone, and lets others hear it.</summary>
    [SoundServerFact]
    public void A_stream_that_is_stuck_in_zeros_is_replaced_by_another_from_the_same_device()
    {
        using var server = new VirtualMicrophone();
        using var listener = new Listener(server.System);
        listener.Until(LiveEvent.Opened);
        server.Play(Ramp.Samples(8 * Rate));
        listener.Until(() => listener.Newest >= Rate);

        // The server numbers what hears a source as it comes: first the microphone, which hears the speaker, then this listener.
        server.Control("set-source-output-mute", "1", "1");
        listener.Until(LiveEvent.Stuck);
        listener.Until(() => listener.Newest >= 6 * Rate);
        var counters = listener.Live.Counters;
        Assert.Equal((2, counters.Received), (counters.Openings, counters.HandedOn));
        Assert.InRange(Ramp.Farthest(listener.Heard.Samples), 0, Near);
        Assert.InRange(Enum.GetValues<GapReason>().Sum(counters.GapFrames), 0, Near);
    }

    [SoundServerFact]
    public void A_silent_device_is_heard_without_a_gap_for_as_long_as_it_is_silent()
    {
        using var server = new VirtualMicrophone();
        using var listener = new Listener(server.System);
        listener.Until(LiveEvent.Zeros);
        listener.Frames(4 * Rate);
        server.Play(Ramp.Samples(Rate));
        listener.Until(LiveEvent.SoundAgain);
        Assert.Equal([LiveEvent.Opened, LiveEvent.Zeros, LiveEvent.SoundAgain], listener.Heard.Events);
        Assert.DoesNotContain(float.NaN, listener.Heard.Samples);
    }

    [SoundServerFact]
    public void Another_source_of_the_same_format_becomes_the_default()
    {
        using var server = new VirtualMicrophone();
        using var listener = new Listener(server.System);
        listener.Until(LiveEvent.Opened);
        listener.Frames(Rate);
        server.Control("load-module", "module-null-sink", "sink_name=other", "rate=48000", "channels=1", "format=float32le", "norewinds=1");
        server.Control("set-default-source", "other.monitor");
        listener.Until(LiveEvent.Moved);
        listener.Frames(Rate);
        Assert.Equal("other.monitor", listener.Live.Device!.Id);
        Assert.Equal(1, listener.Live.Counters.Openings);
    }

    [SoundServerFact]
    public void A_change_of_volume_is_no_trouble()
    {
        using var server = new VirtualMicrophone();
        using var listener = new Listener(server.System);
        listener.Until(LiveEvent.Zeros);
        foreach (var volume in new[] { "10%", "20%", "30%", "40%", "50%", "60%" })
            server.Control("set-source-volume", "microphone", volume);
        listener.Frames(Rate);
        Assert.Equal([LiveEvent.Opened, LiveEvent.Zeros], listener.Heard.Events);
    }

    /// <summary>The server keeps what nobody reads: it is late, so it is dropped to be live again, and to the frame.</summary>
    [SoundServerFact]
    public void The_whole_program_is_stopped_for_three_seconds()
    {
        using var server = new VirtualMicrophone();
        using var clock = new Listener(server.System);
        clock.Until(LiveEvent.Opened);
        using var process = new CapturingProcess(server.Address, 7 * Rate);
        process.WaitUntilOpened();
        server.Play(Ramp.Samples(8 * Rate));
        clock.Until(() => clock.Newest >= Rate);
        process.Signal("STOP");
        clock.Until(() => clock.Newest >= 4 * Rate);
        process.Signal("CONT");
        var result = process.Wait();
        Assert.Equal(result.Received, result.HandedOn + result.Dropped);
        Assert.Equal(result.OutOf, result.HandedOn + result.Dropped + result.Missing + result.Overflowed);
        Assert.InRange(result.Dropped + result.Missing, 2 * Rate, 4 * Rate);
        Assert.InRange(result.Farthest, 0, Near);
    }

    /// <summary>As many frames as the clock says, in one gap of outage and no other.</summary>
    private static void AssertOneOutage(Listener listener)
    {
        var counters = listener.Live.Counters;
        Assert.Equal((1, 2), (counters.Gaps(GapReason.Outage), counters.Openings));
        Assert.Single(listener.Heard.Segments);
        var (first, last) = (listener.Heard.Pieces[0], listener.Heard.Pieces[^1]);
        var expected = (last.EventTime - first.EventTime) * Rate / 1e9;
        Assert.InRange(last.FirstFrame - expected, -Near, Near);
    }
}
