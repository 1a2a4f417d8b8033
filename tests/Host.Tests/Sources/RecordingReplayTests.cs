using StreamHost.Core;
using StreamHost.Core.Packages;
using StreamHost.Core.Recordings;
using StreamHost.Core.Signals;
using StreamHost.Engine;
using StreamHost.Engine.Serving;
using StreamHost.Engine.Sounds;
using StreamHost.Engine.Sources;
using StreamHost.Engine.Tests;
using StreamHost.Engine.Tests.Sounds;
using StreamHost.Host.Sources;
using StreamHost.Host.Sources.Replay;

namespace StreamHost.Host.Tests.Sources;

public sealed class RecordingReplayTests : IDisposable
{
    private const int Rate = 1000;

    private readonly string _folder = Directory.CreateTempSubdirectory("streamhost").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A device with blocks of any length, a clock that jitters, and gaps: the recording of its run says what the run said.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_replay_of_a_recording_gives_the_classifications_of_the_run_that_was_recorded(int seed)
    {
        using var recorder = SoundRecorder.Create(_folder, "microphone");
        await using var device = new Device(seed, recorder);
        var (live, heard, _) = await RunAsync(device);
        recorder.Dispose();
        await using var recording = Open("max");
        var (replayed, replayedCount, failure) = await RunAsync(recording);
        Assert.Null(failure);
        Assert.True(live.Count > 200);
        Assert.Equal(live, replayed);
        Assert.Equal(heard, replayedCount);
    }

    /// <summary>Behind a change of the rate the run goes on with a model for the new one, and counts all of it in one account.</summary>
    [Fact]
    public async Task Where_a_recordings_rate_changes_the_run_goes_on_at_the_new_one()
    {
        var stream = new StreamTable().Intern("microphone");
        using (var recorder = SoundRecorder.Create(_folder, stream.Name))
        {
            recorder.Write(new AudioBlock(stream, Rate, 1, 0, 100, 0, 0, new float[100]));
            recorder.Write(new AudioBlock(stream, 2 * Rate, 1, 100, 100, 100_000_000, 0, new float[100]));
        }

        await using var recording = Open("max");
        var (sink, rates) = (new RecordingSink(), new List<int>());
        await using var model = new ServedModel(
            Package(),
            (_, rate) =>
            {
                rates.Add(rate!.Value);
                return Edition.OfSound(new SummingModel { SampleRate = rate.Value });
            },
            new ServingOptions(),
            recording.SampleRate);
        var run = new SoundRun(recording, model, [sink], new PipelineOptions());
        var report = await run.RunAsync(CancellationToken.None);
        Assert.Null(report.Failure);
        Assert.Equal([Rate, 2 * Rate], rates);
        Assert.Equal(20, sink.Lines.Count);
        Assert.Equal(20, report.Counters.Classified);
    }

    private static async Task<(IReadOnlyList<string> Lines, long Skipped, StreamHostException? Failure)> RunAsync(IAudioSource source)
    {
        var sink = new RecordingSink();
        using var model = new SummingModel();
        var report = await Pipeline.OfSound(source, model, [sink], new PipelineOptions()).RunAsync(CancellationToken.None);
        return (sink.Lines, report.Counters.Skipped().Values.Sum(), report.Failure);
    }

    private static ModelPackage Package() => new(
        new ModelManifest
        {
            Name = "summing",
            Version = 1,
            Plugin = "tests",
            Architecture = System.Text.Json.JsonElement.Parse("{}"),
            Labels = ["low", "high"],
            Features = ["sample"],
            WeightsSha256 = new string('0', 64),
        },
        new TensorFile());

    private RecordingReplaySource Open(string speed) =>
        new(new ReplayOptions { Path = _folder, Speed = speed }, new SourceContext(".", Features: null));

    /// <summary>Hands what it hears to the run and to a recorder.</summary>
    private sealed class Device(int seed, SoundRecorder recorder) : IAudioSource
    {
        private readonly Random _random = new(seed);

        public int SampleRate => Rate;

        public async Task RunAsync(AudioIntake intake, CancellationToken stop)
        {
            var stream = intake.Streams.Intern("microphone");
            long frame = _random.Next(1000), time = 1_700_000_000_123_456_789;
            for (var i = 0; i < 500; i++)
            {
                var frames = _random.Next(1, 25);
                float[] samples = _random.Next(20) == 0 ? [] : [.. Enumerable.Range(0, frames).Select(_ => _random.NextSingle())];
                var block = new AudioBlock(stream, Rate, 1, frame, frames, time + _random.Next(-300_000, 300_000), time, samples);
                recorder.Write(block);
                await intake.OfferAsync(block, stop);
                (frame, time) = (frame + frames, time + (frames * 1_000_000L));
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
