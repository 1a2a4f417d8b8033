using StreamHost.Core.Signals;
using StreamHost.Engine.Accounts;
using StreamHost.Engine.Sources;

namespace StreamHost.Engine.Tests.Sounds;

public sealed class SoundPipelineTests
{
    private const int Rate = 1000;

    /// <summary>A device may deliver a sample at a time or a second: the model hears the same hops.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(10)]
    [InlineData(64)]
    [InlineData(1000)]
    public async Task Blocks_of_any_length_are_heard_alike(int block)
    {
        var signal = Enumerable.Range(0, 1003).Select(i => (float)Math.Sin(i)).ToArray();
        var expected = await RunAsync(new BlockSource(Cut(signal, 10)));
        var (sink, report) = await RunAsync(new BlockSource(Cut(signal, block)));
        Assert.Equal(expected.Sink.Lines, sink.Lines);
        Assert.Equal(100, sink.Lines.Count);
        Assert.Equal((100, 1), (report.Counters.Classified, report.Counters.Skipped().Values.Sum()));
    }

    [Fact]
    public async Task A_hop_speaks_about_its_own_time()
    {
        var (sink, _) = await RunAsync(new BlockSource(Cut(new float[40], 8)));
        Assert.Equal(["10000000 10000000", "10000000 20000000", "20000000 30000000", "30000000 40000000"], sink.Lines.Select(line => string.Join(' ', line.Split(' ')[2..4])));
    }

    /// <summary>What was begun before a gap is counted, and behind it a stream begins as one that has heard nothing.</summary>
    [Fact]
    public async Task Behind_a_gap_a_stream_begins_anew()
    {
        var signal = Enumerable.Range(0, 40).Select(i => i + 1f).ToArray();
        var (whole, _) = await RunAsync(new BlockSource([.. Cut(signal[..20], 5)]));
        var (sink, report) = await RunAsync(new BlockSource([(0, signal[..25]), (25, null), (75, signal[..20])]));
        Assert.Equal(4, sink.Lines.Count);
        Assert.Equal(whole.Lines.Select(Scores), sink.Lines.Skip(2).Select(Scores));
        Assert.Equal("85000000", sink.Lines[2].Split(' ')[3]);
        Assert.Equal(1, report.Counters.Skipped().Values.Sum());
    }

    [Fact]
    public async Task Channels_are_mixed()
    {
        var (mono, _) = await RunAsync(new BlockSource([(0, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])]));
        float[] stereo = [.. Enumerable.Range(1, 10).SelectMany(i => new[] { i - 1f, i + 1f })];
        var (mixed, _) = await RunAsync(new BlockSource([(0, stereo)]) { Channels = 2 });
        Assert.Equal(mono.Lines, mixed.Lines);
    }

    [Fact]
    public void A_model_for_another_rate_is_refused() =>
        Assert.Throws<ArgumentException>(() => Pipeline.OfSound(new BlockSource([]) { SampleRate = 2000 }, new SummingModel(), [], new PipelineOptions()));

    private static string Scores(string line) => string.Join(' ', line.Split(' ')[6..]);

    private static (long First, float[]? Samples)[] Cut(float[] signal, int block) =>
        [.. signal.Chunk(block).Select((samples, i) => ((long)i * block, (float[]?)samples))];

    private static async Task<(RecordingSink Sink, PipelineReport Report)> RunAsync(BlockSource source)
    {
        var sink = new RecordingSink();
        var report = await Pipeline.OfSound(source, new SummingModel(), [sink], new PipelineOptions()).RunAsync(CancellationToken.None);
        Assert.Null(report.Failure);
        return (sink, report);
    }

    /// <summary>Blocks from a list; one without samples is a gap of 50 frames.</summary>
    private sealed class BlockSource(IReadOnlyList<(long First, float[]? Samples)> blocks) : IAudioSource
    {
        public int SampleRate { get; init; } = Rate;

        public int Channels { get; init; } = 1;

        public async Task RunAsync(AudioIntake intake, CancellationToken stop)
        {
            var stream = intake.Streams.Intern("s");
            foreach (var (first, samples) in blocks)
            {
                var frames = samples?.Length / Channels ?? 50;
                await intake.OfferAsync(
                    new AudioBlock(stream, SampleRate, Channels, first, frames, first * UnixTime.Second / SampleRate, 0, samples ?? ReadOnlyMemory<float>.Empty), stop);
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
