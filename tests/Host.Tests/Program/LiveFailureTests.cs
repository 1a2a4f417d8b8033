using StreamHost.Audio.Live;
using StreamHost.Audio.Tests.Pulse;
using StreamHost.Core.Recordings;
using StreamHost.Core.Signals;

namespace StreamHost.Host.Tests.Program;

/// <summary>
/// What goes wrong at a microphone, with a real server and the whole program. In each case every frame that the clock has seen is heard or in a gap that
/// was counted, and words that are spoken afterwards are recognised.
/// </summary>
public sealed class LiveFailureTests : IDisposable
{
    /// <summary>Seconds of the recording: its first two words.</summary>
    private const double TwoWords = 3.5;

    /// <summary>Seconds by which gaps may differ from what was missing: a server's sink begins anew with a block that is shorter or longer.</summary>
    private const double Near = 0.05;

    private readonly string _folder = Directory.CreateTempSubdirectory("streamhost").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SoundServerFact]
    public Task The_server_is_killed_and_started_again() => HearWordsAfterAsync(GapReason.Outage, (server, _) =>
    {
        server.Kill();
        server.Serve();
    });

    [SoundServerFact]
    public Task The_device_is_taken_away_and_put_back() => HearWordsAfterAsync(GapReason.Outage, (server, _) =>
    {
        server.Unplug();
        server.Plug();
    });

    /// <summary>The rate of a server's sink is set where it is made.</summary>
    [SoundServerFact]
    public Task The_device_changes_its_rate() => HearWordsAfterAsync(
        GapReason.Outage,
        (server, _) =>
        {
            server.Unplug();
            server.Plug(sampleRate: 24_000);
        },
        sampleRate: 24_000);

    /// <summary>As long as words are spoken that nobody hears.</summary>
    [SoundServerFact]
    public Task The_program_is_stopped_for_three_seconds() => HearWordsAfterAsync(GapReason.Backlog, (server, run) =>
    {
        run.Signal("STOP");
        Speak(server, 48_000);
        run.Signal("CONT");
    });

    [SoundServerFact]
    public async Task There_is_no_device_at_the_start()
    {
        using var server = new VirtualMicrophone(sampleRate: 0);
        using var run = new MicrophoneRun(server, Session);
        server.Plug();
        var account = await HearWordsAsync(server, run);
        Assert.Equal((1, 0), (account.Openings, account.AllGapFrames));
    }

    private string Session => Path.Combine(_folder, "session");

    private async Task HearWordsAfterAsync(GapReason gap, Action<VirtualMicrophone, MicrophoneRun> failure, int sampleRate = 48_000)
    {
        using var server = new VirtualMicrophone();
        using var run = new MicrophoneRun(server, Session);
        await run.UntilNowAsync();
        failure(server, run);
        var account = await HearWordsAsync(server, run, sampleRate);
        Assert.Equal(gap == GapReason.Outage ? 2 : 1, account.Openings);
        Assert.NotEqual(0, account.GapFrames(gap));
    }

    private async Task<SoundAccount> HearWordsAsync(VirtualMicrophone server, MicrophoneRun run, int sampleRate = 48_000)
    {
        await run.UntilNowAsync();
        var said = run.Said.Count;
        Speak(server, sampleRate);
        await run.UntilNowAsync();
        await run.HearAsync(0.5);
        var account = await run.EndAsync();

        Assert.Equal("3 7", Said.Text(run.Said.Skip(said)));
        Assert.Equal(account.Received, account.Heard + account.GapFrames(GapReason.Backlog));
        AssertWhole(account);
        return account;
    }

    private static void Speak(VirtualMicrophone server, int sampleRate)
    {
        var words = LiveSoundTests.Samples(LiveSoundTests.Recording)[..(int)(TwoWords * 48_000)];
        using var player = server.Play(LiveSoundTests.Every(48_000 / sampleRate, words), sampleRate);
        player.WaitForExit();
    }

    /// <summary>The frames of a recording, gaps included, are those of the account, and last as long as the clock says.</summary>
    private void AssertWhole(SoundAccount account)
    {
        using var recording = SoundRecording.Open(Session);
        var stream = new StreamTable().Intern(recording.Stream);
        var (frames, seconds, begin, end) = (0L, 0.0, 0L, 0L);
        while (recording.Read(stream, 48_000, out var block))
        {
            begin = frames == 0 ? block.EventTime : begin;
            frames += block.Frames;
            seconds += block.Frames / (double)block.SampleRate;
            end = block.EventTime + (long)(block.Frames * 1e9 / block.SampleRate);
        }

        // What was on its way to the recorder when the program was ended is in the account alone.
        Assert.InRange(account.Heard + account.AllGapFrames - frames, 0, Near * 48_000);
        Assert.InRange(seconds - ((end - begin) / 1e9), -Near, Near);
    }
}
