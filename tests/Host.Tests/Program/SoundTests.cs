using System.Buffers.Binary;
using System.Text.Json;
using StreamHost.Core.Recordings;
using StreamHost.Core.Signals;
using StreamHost.Core.Sounds;

namespace StreamHost.Host.Tests.Program;

public sealed class SoundTests : IDisposable
{
    private const string Digits = "presets/spoken-digits.json";
    private const string Model = "presets/models/spoken-digits/1";
    private const string Recording = "presets/recordings/spoken-digits.wav";

    private readonly string _folder = Directory.CreateTempSubdirectory("streamhost").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Voices that it has never heard, at six times the rate that it was trained at.</summary>
    [Fact]
    public async Task Spoken_digits_are_told_in_their_order()
    {
        var (status, output, error) = await RunningProgram.RunAsync("run", Digits, "--speed", "max", "--output", Path.Combine(_folder, "said.jsonl"));
        Assert.True(status == 0, error);
        Assert.Contains("1890 in = 1890 classified", output, StringComparison.Ordinal);
        var said = File.ReadLines(Path.Combine(_folder, "said.jsonl")).Select(line => JsonElement.Parse(line))
            .Where(line => line.TryGetProperty("onset", out var onset) && onset.GetBoolean()).Select(line => line.GetProperty("label").GetString());
        Assert.Equal("3 7 0 9 1 4 2 8 5 6 9 1", string.Join(' ', said.Where(label => label != "background")));
    }

    [Fact]
    public async Task Every_speed_and_number_of_workers_says_the_same()
    {
        var first = await ReplayAsync("a.jsonl", "--speed", "max");
        Assert.Equal(first, await ReplayAsync("b.jsonl", "--speed", "40", "--workers", "3"));
    }

    /// <summary>Events and sounds are not for each other's models, and a file may be none.</summary>
    [Theory]
    [InlineData("was trained on sounds", "replay", Recording, "--model", "presets/models/machine-activity/1")]
    [InlineData("give it a source of sound", "replay", "presets/recordings/machine-held-out.csv", "--model", Model)]
    [InlineData("there is no such file", "replay", "nowhere.wav", "--model", Model)]
    [InlineData("is not a speed", "run", Digits, "--set", "source.speed=\"0\"")]
    public async Task What_does_not_fit_is_said_in_one_line(string reason, params string[] arguments)
    {
        var (status, _, error) = await RunningProgram.RunAsync(arguments);
        Assert.Equal(2, status);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sound_is_validated()
    {
        var (status, output, _) = await RunningProgram.RunAsync("validate", Recording, Digits, Model);
        Assert.Equal(0, status);
        Assert.Contains("a good sound, 18.9 s at 48000 Hz, 1 channels", output, StringComparison.Ordinal);
    }

    /// <summary>Every frame of the shipped sound, as a device would have delivered it; the second time with a gap.</summary>
    [Fact]
    public async Task A_recording_is_replayed_and_validated_as_the_sound_that_was_recorded()
    {
        var whole = Path.Combine(_folder, "spoken-digits");
        Record(whole, gapAt: null);
        var expected = await ReplayAsync("a.jsonl", "--speed", "max");
        Assert.Equal(expected, await ReplayAsync("b.jsonl", "--speed", "max", "--input", whole));

        var broken = Path.Combine(_folder, "broken");
        Record(broken, gapAt: 100_000);
        var (validated, said, _) = await RunningProgram.RunAsync("validate", broken, whole);
        Assert.Equal(0, validated);
        Assert.Contains("a good recording of spoken-digits, 17.9 s and gaps of 1.0 s, from 48000 Hz on", said, StringComparison.Ordinal);
        Assert.Contains("18.9 s and gaps of 0.0 s", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bench_says_the_real_time_factor_at_several_rates()
    {
        var (status, output, error) = await RunningProgram.RunAsync("bench", Model, "--json");
        Assert.True(status == 0, error);
        var rows = output.TrimEnd().Split('\n').Select(line => JsonElement.Parse(line)).ToArray();
        Assert.Equal([8000, 8000, 44_100, 44_100, 48_000, 48_000], rows.Select(row => row.GetProperty("sampleRate").GetInt32()));
        Assert.All(rows, row => Assert.True(row.GetProperty("realTimeFactor").GetDouble() > 0));
    }

    [Fact]
    public async Task Ctrl_C_drains_and_gives_the_account()
    {
        using var program = RunningProgram.Start("run", Digits, "--json");
        for (var line = 0; line < 20; line++)
            await program.Output.ReadLineAsync();
        program.Interrupt();
        var (status, output, _) = await program.EndAsync();
        Assert.Equal(130, status);
        var account = JsonElement.Parse(output.TrimEnd().Split('\n')[^1]).GetProperty("account");
        Assert.Equal(account.GetProperty("in").GetInt64(), account.GetProperty("classified").GetInt64());
    }

    /// <summary>Clips in a folder become a package that hears, and what it is told by stands in its manifest.</summary>
    [Fact]
    public async Task A_folder_of_clips_is_trained_on_evaluated_and_replayed()
    {
        for (var i = 0; i < 12; i++)
        {
            Write($"low/s{i}_1.wav", 300 + (10 * i));
            Write($"high/s{i}_1.wav", 1500 + (30 * i));
        }

        var preset = Path.Combine(_folder, "tones.json");
        await File.WriteAllTextAsync(preset, $$"""
            {
              "dataset": { "type": "sounds", "folder": {{JsonSerializer.Serialize(_folder)}}, "testPattern": "s(3|7)_1", "scenes": { "seconds": 1 } },
              "model": { "name": "tones", "plugin": "ckconv", "normalize": false, "architecture": { "signal": [100], "filterBank": { "bands": 12, "highest": 3000 }, "stem": 8,
                "widths": [8], "separable": true, "fitVariance": true, "extent": 21, "readout": "events", "kernel": { "hidden": 8, "omega0": 5 } } },
              "training": { "epochs": 30, "learningRate": 0.02, "batchSize": 8, "labels": "everyEvent" }
            }
            """);
        var models = Path.Combine(_folder, "models");
        var (status, _, error) = await RunningProgram.RunAsync("train", preset, "--models", models, "--runs", Path.Combine(_folder, "runs"));
        Assert.True(status == 0, error);
        var (evaluated, table, _) = await RunningProgram.RunAsync("eval", "tones", "--data", preset, "--models", models);
        Assert.Equal(0, evaluated);
        Assert.Contains("100.00 %", table, StringComparison.Ordinal);
        var (replayed, said, _) = await RunningProgram.RunAsync("replay", Path.Combine(_folder, "high", "s3_1.wav"), "--model", "tones", "--models", models, "--speed", "max");
        Assert.Equal(0, replayed);
        Assert.Contains(" high ", said, StringComparison.Ordinal);
    }

    private async Task<string> ReplayAsync(string output, params string[] arguments)
    {
        var path = Path.Combine(_folder, output);
        var (status, _, error) = await RunningProgram.RunAsync(["run", Digits, "--output", path, .. arguments]);
        Assert.True(status == 0, error);
        return await File.ReadAllTextAsync(path);
    }

    /// <summary>Records the shipped sound in blocks of 10 ms, but for a second.</summary>
    private static void Record(string folder, long? gapAt)
    {
        using var sound = SoundReader.Open(Path.Combine(ReferenceData.Root, Recording));
        using var recorder = SoundRecorder.Create(folder, "spoken-digits");
        var (stream, samples, rate) = (new StreamTable().Intern("spoken-digits"), new float[480], sound.SampleRate);
        long frame = 0;
        for (int frames; (frames = sound.Read(samples)) > 0; frame += frames)
        {
            var isLost = frame >= gapAt && frame < gapAt + rate;
            recorder.Write(new AudioBlock(
                stream, rate, 1, frame, frames, frame * UnixTime.Second / rate, 0, isLost ? ReadOnlyMemory<float>.Empty : samples.AsMemory(0, frames)));
        }
    }

    /// <summary>A second at 8 kHz with a tone in its middle.</summary>
    private void Write(string path, double frequency)
    {
        var file = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var samples = new byte[16_000];
        for (var i = 2000; i < 5000; i++)
            BinaryPrimitives.WriteInt16LittleEndian(samples.AsSpan(2 * i), (short)(8000 * Math.Sin(2 * Math.PI * frequency * i / 8000)));
        File.WriteAllBytes(file, WavFile.Riff(WavFile.Format(1, 1, 8000, 16), WavFile.Data(samples)));
    }
}
