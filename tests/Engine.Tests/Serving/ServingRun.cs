using System.Collections.Concurrent;
using StreamHost.Core.Signals;
using StreamHost.Engine.Accounts;
using StreamHost.Engine.Serving;
using StreamHost.Engine.Sinks;
using StreamHost.Engine.Sources;

namespace StreamHost.Engine.Tests.Serving;

/// <summary>
/// A run under load whose versions change: events of many streams, as fast as they are taken or a little slower, until the test is done; every
/// one numbered, and held against what the sink got.
/// </summary>
internal sealed class ServingRun : IEventSource, IClassificationSink
{
    private readonly Dictionary<int, VersionedModel> _models = [];
    private readonly CancellationTokenSource _done = new();
    private readonly ConcurrentQueue<ServingNotice> _notices = new();
    private readonly List<(string Stream, long Sequence, int Version, string? Unavailable, float Raw)> _answers = [];
    private readonly int _streams;
    private Task<PipelineReport>? _running;
    private long _offered;

    public ServingRun(VersionedModel first, ServingOptions? options = null, int streams = 20)
    {
        _streams = streams;
        _models[first.Version] = first;
        Served = new ServedModel(
            VersionedModel.Package(first.Version), (package, _) => new Edition(_models[package.Manifest.Version]), options ?? new ServingOptions { Trial = new TrialOptions { Slowdown = 1000 } }, notify: _notices.Enqueue);
    }

    public ServedModel Served { get; }

    public IReadOnlyList<string> Features { get; } = ["x"];

    public IReadOnlyCollection<ServingNotice> Notices => _notices;

    /// <summary>What the sink got, after the end.</summary>
    public IReadOnlyList<(string Stream, long Sequence, int Version, string? Unavailable, float Raw)> Answers => _answers;

    /// <summary>How many events were offered so far.</summary>
    public long Offered => Volatile.Read(ref _offered);

    /// <summary>The value of an event: the same in every run.</summary>
    public Func<int, long, float> Value { get; init; } = (stream, sequence) => (float)Math.Sin((stream * 1.7) + (sequence * 0.05)) + 0.01f;

    public void Start(int workers = 2) =>
        _running = new Pipeline(this, Served, [this], new PipelineOptions { Workers = workers, IsLive = true, MaxBatch = 16 }).RunAsync(_done.Token);

    public Task<ServingNotice> LoadAsync(VersionedModel next, TrialOptions? trial = null)
    {
        _models[next.Version] = next;
        return Served.LoadAsync(VersionedModel.Package(next.Version), trial);
    }

    /// <summary>Ends when that many more events were offered.</summary>
    public async Task OfferAsync(int events)
    {
        for (var end = Offered + events; Offered < end;)
            await Task.Delay(1);
    }

    /// <summary>Ends when there is a notice of a kind, of some version or of any.</summary>
    public async Task<ServingNotice> NoticeAsync(ServingNoticeKind kind, int? version = null)
    {
        var patience = DateTime.UtcNow.AddSeconds(60);
        while (true)
        {
            if (_notices.FirstOrDefault(notice => notice.Kind == kind && (version is null || notice.Model.Version == version)) is { } notice)
                return notice;
            Assert.True(DateTime.UtcNow < patience, $"There is no notice {kind} among {string.Join(" | ", _notices.Select(other => other.Text))}.");
            await Task.Delay(1);
        }
    }

    /// <summary>Stops, and holds every event to account: each answered once, in the order of its stream, or counted as dropped.</summary>
    public async Task<PipelineReport> EndAsync()
    {
        await _done.CancelAsync();
        var report = await _running!.WaitAsync(TimeSpan.FromSeconds(60));
        await Served.DisposeAsync();
        var counters = report.Counters;
        Assert.Equal(0, counters.InFlight);
        Assert.Equal(Offered, counters.In);
        Assert.Equal(_answers.Count, counters.Classified + counters.DroppedFor(DropReason.Unavailable));
        foreach (var stream in _answers.GroupBy(answer => answer.Stream))
            Assert.True(stream.Zip(stream.Skip(1)).All(pair => pair.First.Sequence < pair.Second.Sequence), $"Answers of {stream.Key} are doubled or out of order.");
        return report;
    }

    async Task IEventSource.RunAsync(EventIntake intake, CancellationToken stop)
    {
        var streams = Enumerable.Range(0, _streams).Select(i => intake.Streams.Intern($"s{i}")).ToArray();
        for (long sequence = 0; !stop.IsCancellationRequested; sequence++)
        {
            for (var i = 0; i < _streams; i++)
            {
                var values = intake.Rent();
                values[0] = Value(i, sequence);
                await intake.OfferAsync(new SensorEvent(streams[i], (sequence + 1) * 1_000_000, UnixTime.Now(intake.Time), sequence, values), CancellationToken.None);
                Interlocked.Increment(ref _offered);
            }

            if (sequence % 4 == 0)
                await Task.Delay(1, CancellationToken.None);
        }
    }

    void IClassificationSink.Write(ReadOnlySpan<Classification> batch)
    {
        foreach (ref readonly var c in batch)
            _answers.Add((c.Stream.Name, c.Sequence, c.Model.Version, c.Unavailable, c.RawProbabilities[1]));
    }

    void IClassificationSink.Flush()
    {
    }

    ValueTask IAsyncDisposable.DisposeAsync() => ValueTask.CompletedTask;
}
