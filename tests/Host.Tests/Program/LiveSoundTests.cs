using StreamHost.Audio.Live;
using StreamHost.Audio.Tests.Pulse;
using StreamHost.Core.Recordings;
using StreamHost.Core.Signals;
using StreamHost.Core.Sounds;

namespace StreamHost.Host.Tests.Program;

/// <summary>The program at a microphone, with a sound server of the test's own.</summary>
public sealed class LiveSoundTests : IDisposable
{
    internal const string Digits = "presets/spoken-digits.json";
    internal const string Recording = "presets/recordings/spoken-digits.wav";
    private const double Hop = 0.01;

    private readonly string _folder = Directory.CreateTempSubdirectory("streamhost").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>What is played into a microphone is captured sample by sample, and the program says of it what it says of the file.</summary>
    [SoundServerFact]
    public async Task A_microphone_is_heard_as_the_file_is()
    {
        var played = Samples(Recording);
        using var server = new VirtualMicrophone();
        var session = Path.Combine(_folder, "session");
        using var run = new MicrophoneRun(server, session);
        var account = await HearAsync(run, () => Play(server, played));

        var captured = Recorded(session);
        var delay = FirstSound(captured) - FirstSound(played);
        Assert.Equal(played, captured.Skip(delay).Take(played.Length));
        Assert.Equal(0, account.AllGapFrames);

        // A label stands at the end of the hop that it was decided in; the file's hops begin with the file, the microphone's when it was opened.
        var begun = run.Said[0].Time - Hop + (delay / 48_000.0);
        var file = await ReplayAsync(Recording);
        var (said, expected) = (Said.Words(run.Said), Said.Words(file));
        Assert.Equal(expected.Select(word => word.Label), said.Select(word => word.Label));
        Assert.All(said.Zip(expected), pair => Assert.InRange(pair.First.Time - begun, pair.Second.Time - Hop - 0.002, pair.Second.Time + Hop + 0.002));

        // And its recording gives the live run once more, to the bit.
        await ReplayAsync(session, "again.jsonl");
        Assert.Equal(run.Lines, File.ReadLines(Path.Combine(_folder, "again.jsonl")));
    }

    /// <summary>Clicks at uneven distances: each is captured at the frame where it was played, and between them there is what was played, bit for bit.</summary>
    [SoundServerFact]
    public async Task Clicks_are_captured_where_they_were_played()
    {
        const float Click = 0.9f;
        var random = new Random(1);
        var played = Enumerable.Range(0, 96_000).Select(_ => 0.01f * (random.NextSingle() + 0.01f)).ToArray();
        for (var click = 0; click < played.Length; click += random.Next(2000, 5000))
            played[click] = Click;

        using var server = new VirtualMicrophone();
        var session = Path.Combine(_folder, "session");
        using var run = new MicrophoneRun(server, session);
        var account = await HearAsync(run, () => Play(server, played));

        var captured = Recorded(session);
        var delay = FirstSound(captured);
        Assert.Equal(Indexes(Click, played), Indexes(Click, captured).Select(index => index - delay));
        Assert.Equal(played, captured.Skip(delay).Take(played.Length));
        Assert.Equal(0, account.AllGapFrames);
    }

    /// <summary>The device is pulled out and comes back with another rate: the model is built for that, and every sample is heard or in a gap.</summary>
    [SoundServerFact]
    public async Task A_device_that_comes_back_with_another_rate_is_heard_on()
    {
        using var server = new VirtualMicrophone();
        var session = Path.Combine(_folder, "session");
        using var run = new MicrophoneRun(server, session);
        var account = await HearAsync(run, () =>
        {
            server.Unplug();
            server.Plug(sampleRate: 24_000);
            Play(server, Every(2, Samples(Recording)), sampleRate: 24_000);
        });

        Assert.Equal("3 7 0 9 1 4 2 8 5 6 9 1", Said.Text(run.Said));
        Assert.Equal(2, account.Openings);
        Assert.NotEqual(0, account.GapFrames(GapReason.Outage));
        using var recording = SoundRecording.Open(session);
        var rates = new List<int>();
        while (recording.Read(new StreamTable().Intern(recording.Stream), 48_000, out var block))
            rates.Add(block.SampleRate);
        Assert.Equal([48_000, 24_000], rates.Distinct());

        await ReplayAsync(session, "again.jsonl");
        Assert.Equal(run.Lines, File.ReadLines(Path.Combine(_folder, "again.jsonl")));
    }

    [SoundServerTheory]
    [InlineData("run", Digits, "--input", "mic")]
    [InlineData("record", "mic", "--out", "never")]
    public async Task A_wait_for_a_device_can_be_ended(params string[] command)
    {
        using var server = new VirtualMicrophone(sampleRate: 0);
        using var program = RunningProgram.Start(Environment(server), [.. command, "--duration", "1"]);
        var (status, _, error) = await program.EndAsync();
        Assert.Equal(0, status);
        Assert.Contains("no device", error, StringComparison.Ordinal);
    }

    [SoundServerFact]
    public async Task A_device_that_is_not_there_is_said_with_those_that_are()
    {
        using var server = new VirtualMicrophone();
        using var program = RunningProgram.Start(Environment(server), "run", Digits, "--input", "mic", "--set", "source.device=earphone");
        var (status, _, error) = await program.EndAsync();
        Assert.Equal(2, status);
        Assert.Contains("no device earphone; use one of", error, StringComparison.Ordinal);
        Assert.Contains("microphone", error, StringComparison.Ordinal);
    }

    [SoundServerFact]
    public async Task Devices_are_listed_with_their_rates()
    {
        using var server = new VirtualMicrophone(sampleRate: 44_100, channels: 2);
        using var program = RunningProgram.Start(Environment(server), "list", "devices");
        var (status, output, _) = await program.EndAsync();
        Assert.Equal(0, status);
        Assert.Contains("44100 Hz, 2 channels, by pulse, default", output, StringComparison.Ordinal);
    }

    /// <summary>Raw samples on standard input, as ffmpeg would write them, say what the file says.</summary>
    [Fact]
    public async Task Raw_samples_on_standard_input_are_heard_as_the_file_is()
    {
        var path = Path.Combine(_folder, "said.jsonl");
        using var program = RunningProgram.Start("run", Digits, "--set", """source={ "type": "pcm", "sampleRate": 48000 }""", "--output", path);
        var bytes = new byte[sizeof(float) * Samples(Recording).Length];
        Buffer.BlockCopy(Samples(Recording), 0, bytes, 0, bytes.Length);
        await program.Input.BaseStream.WriteAsync(bytes);
        program.Input.Close();
        var (status, output, error) = await program.EndAsync();
        Assert.True(status == 0, error);
        Assert.Contains("1890 in = 1890 classified", output, StringComparison.Ordinal);
        Assert.Equal(Said.Text(await ReplayAsync(Recording)), Said.Text(Said.Read(path)));
    }

    private static Dictionary<string, string> Environment(VirtualMicrophone server) => new() { ["PULSE_SERVER"] = server.Address };

    /// <summary>Lets something happen once the program hears, and a second of silence after it.</summary>
    private static async Task<SoundAccount> HearAsync(MicrophoneRun run, Action happens)
    {
        await run.UntilNowAsync();
        happens();
        await run.UntilNowAsync();
        await run.HearAsync(1);
        return await run.EndAsync();
    }

    private static void Play(VirtualMicrophone server, float[] samples, int sampleRate = 48_000)
    {
        using var player = server.Play(samples, sampleRate);
        player.WaitForExit();
    }

    private async Task<List<Said>> ReplayAsync(string sound, string name = "file.jsonl")
    {
        var path = Path.Combine(_folder, name);
        var (status, _, error) = await RunningProgram.RunAsync("run", Digits, "--input", sound, "--speed", "max", "--output", path);
        Assert.True(status == 0, error);
        return Said.Read(path);
    }

    internal static float[] Samples(string path)
    {
        using var reader = SoundReader.Open(Path.Combine(ReferenceData.Root, path));
        var samples = new float[reader.Frames];
        reader.Read(samples);
        return samples;
    }

    private static float[] Recorded(string folder)
    {
        using var recording = SoundRecording.Open(folder);
        var samples = new List<float>();
        while (recording.Read(new StreamTable().Intern(recording.Stream), 48_000, out var block))
            samples.AddRange(block.Samples.Span);
        return [.. samples];
    }

    internal static float[] Every(int nth, float[] samples) => [.. samples.Where((_, i) => i % nth == 0)];

    private static IEnumerable<int> Indexes(float value, float[] samples) => samples.Index().Where(sample => sample.Item == value).Select(sample => sample.Index);

    private static int FirstSound(float[] samples) => Array.FindIndex(samples, sample => sample != 0);
}
