using StreamHost.Core;
using StreamHost.Engine.Accounts;
using StreamHost.Engine.Serving;

namespace StreamHost.Engine.Tests.Serving;

/// <summary>Requests and faults that meet at bad moments: all requests end, every event is answered or says why it is not, and nothing stays in memory.</summary>
public sealed class StressTests
{
    private const int AfterFirstSteps = 60;

    private static readonly ServingOptions Patient = new() { Deadline = 0.1, Trial = new TrialOptions { Slowdown = 1000 } };

    private static readonly TrialOptions Quick = new() { Duration = 0.1, Events = 20, Slowdown = 1000, Share = 0.5 };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_is_loaded_with_whatever_faults_no_event_is_lost(int seed)
    {
        using var release = new ManualResetEventSlim();
        var random = new Random(seed);
        var run = new ServingRun(new VersionedModel { Version = 1 }, Patient);
        run.Start(workers: 3);
        await run.OfferAsync(300);
        var loaded = new List<VersionedModel>();
        for (var version = 2; version <= 25; version++)
        {
            Misbehaviour[] kinds = [Misbehaviour.None, Misbehaviour.None, Misbehaviour.Throws, Misbehaviour.SaysNaN, Misbehaviour.Hangs];
            var next = new VersionedModel
            {
                Version = version,
                StateLayout = (ulong)random.Next(1, 3),
                Misbehaviour = kinds[random.Next(kinds.Length)],
                From = AfterFirstSteps + random.Next(30),
                Release = release,
            };
            loaded.Add(next);
            await EndsAsync(run.LoadAsync(next, Quick with { Kind = (TrialKind)random.Next(3) }));
            await run.OfferAsync(random.Next(400));
            if (random.Next(3) == 0)
                await EndsAsync(run.Served.RollbackAsync("the test wants it"));
            else if (random.Next(3) == 0)
                await EndsAsync(run.Served.UnloadAsync(version));
            else if (run.Served.Status().Candidate is not null)
                await EndsAsync(run.Served.PromoteAsync());
        }

        release.Set();
        var report = await run.EndAsync();

        // A version that was brought back may turn out to be faulty when there is no other left: its streams say so until the end.
        Assert.True(report.Failure?.Message.Contains("was taken out", StringComparison.Ordinal) ?? true, report.Failure?.Message);
        Assert.Equal(report.Counters.Dropped, run.Answers.Count(answer => answer.Unavailable is not null));
        AssertAllHeardOf(run);
        await GoneAsync(loaded);
    }

    [Fact]
    public async Task Two_workers_whose_version_fails_at_once_lose_no_event()
    {
        var run = new ServingRun(new VersionedModel { Version = 1 }, Patient, streams: 100);
        run.Start(workers: 4);
        for (var version = 2; version <= 60; version++)
        {
            await EndsAsync(run.LoadAsync(new VersionedModel { Version = version, Misbehaviour = Misbehaviour.Throws, From = AfterFirstSteps }));
            for (var patience = 0; run.Served.Status().Current!.Version != 1 && patience < 5000; patience++)
                await Task.Delay(1);
        }

        var report = await run.EndAsync();
        AssertAllAnswered(run, report);
        Assert.Equal(59, run.Notices.Count(notice => notice.Kind == ServingNoticeKind.RolledBack));
    }

    [Theory]
    [InlineData(TrialKind.None)]
    [InlineData(TrialKind.Shadow)]
    [InlineData(TrialKind.Canary)]
    public async Task A_version_that_hangs_when_a_stream_begins_is_taken_back_with_no_event_lost(TrialKind kind)
    {
        using var release = new ManualResetEventSlim();
        var run = new ServingRun(new VersionedModel { Version = 1 }, Patient with { History = kind == TrialKind.None ? 0 : 2 });
        run.Start();
        await run.OfferAsync(500);
        var bad = new VersionedModel { Version = 2, StateLayout = 2, Misbehaviour = Misbehaviour.HangsWhenAStreamBegins, Release = release };
        await EndsAsync(run.LoadAsync(bad, Quick with { Kind = kind }));
        await run.NoticeAsync(ServingNoticeKind.RolledBack);
        await run.OfferAsync(500);
        release.Set();
        var report = await run.EndAsync();
        AssertAllAnswered(run, report);
        await GoneAsync([bad]);
    }

    [Theory]
    [InlineData(TrialKind.None)]
    [InlineData(TrialKind.Shadow)]
    [InlineData(TrialKind.Canary)]
    public async Task A_load_ends_when_the_run_ends_during_it(TrialKind kind)
    {
        for (var moment = 0; moment < 12; moment++)
        {
            var first = new VersionedModel { Version = 1 };
            var next = new VersionedModel { Version = 2, StateLayout = 2 };
            var run = new ServingRun(first, Patient);
            run.Start();
            await run.OfferAsync(200);
            var load = run.LoadAsync(next, Quick with { Kind = kind });
            await Task.Delay(moment * 5);
            await run.EndAsync();
            await EndsAsync(load);
            await Assert.ThrowsAsync<InputException>(() => run.Served.RollbackAsync("too late").WaitAsync(TimeSpan.FromSeconds(60)));
            await run.Served.DisposeAsync();
            await GoneAsync([first, next]);
        }
    }

    [Fact]
    public async Task A_load_that_could_not_be_tried_leaves_room_for_the_next()
    {
        var run = new ServingRun(new VersionedModel { Version = 1 }, Patient with { History = 0 });
        run.Start();
        await run.OfferAsync(100);
        await Assert.ThrowsAsync<InputException>(() => run.LoadAsync(new VersionedModel { Version = 2 }, Quick with { Kind = TrialKind.Shadow }));
        Assert.Null(run.Served.Status().Candidate);
        await run.LoadAsync(new VersionedModel { Version = 3 });
        Assert.Equal(3, run.Served.Status().Current!.Version);
        await run.EndAsync();
    }

    [Theory]
    [InlineData(Misbehaviour.ThrowsAtItsEnd)]
    [InlineData(Misbehaviour.HangsAtItsEnd)]
    [InlineData(Misbehaviour.ThrowsForScratch)]
    public async Task What_a_version_does_outside_of_its_calls_ends_no_thread_of_the_runs(Misbehaviour misbehaviour)
    {
        using var release = new ManualResetEventSlim();
        var run = new ServingRun(new VersionedModel { Version = 1 }, Patient with { Probation = 0 });
        run.Start();
        await run.OfferAsync(200);
        foreach (var kind in Enum.GetValues<TrialKind>())
        {
            await EndsAsync(run.LoadAsync(new VersionedModel { Version = 2 + (int)kind, StateLayout = 2, Misbehaviour = misbehaviour, Release = release }, Quick with { Kind = kind }));
            await run.OfferAsync(200);
            await EndsAsync(run.Served.RollbackAsync("the test wants it"));
        }

        await EndsAsync(run.LoadAsync(new VersionedModel { Version = 9 }));
        await run.OfferAsync(200);
        var report = await run.EndAsync();
        release.Set();
        AssertAllAnswered(run, report);
    }

    [Fact]
    public async Task A_slower_version_that_was_rolled_back_to_stays()
    {
        var run = new ServingRun(new VersionedModel { Version = 1, Misbehaviour = Misbehaviour.IsSlow }, Patient with { Trial = new TrialOptions { Slowdown = 2 } }, streams: 4);
        run.Start();
        await run.OfferAsync(400);
        await run.LoadAsync(new VersionedModel { Version = 2 });
        await run.OfferAsync(400);
        await run.Served.RollbackAsync("the test wants it");
        await run.OfferAsync(2000);
        Assert.Equal(1, run.Served.Status().Current!.Version);
        await run.EndAsync();
    }

    [Fact]
    public async Task Without_any_stream_versions_change_and_go()
    {
        var first = new VersionedModel { Version = 1 };
        var run = new ServingRun(first, Patient, streams: 0);
        run.Start();
        for (var version = 2; version <= 5; version++)
            await EndsAsync(run.LoadAsync(new VersionedModel { Version = version, StateLayout = (ulong)(version % 2) + 1 }));
        await EndsAsync(run.LoadAsync(new VersionedModel { Version = 6 }, Quick with { Kind = TrialKind.Canary }));
        await EndsAsync(run.Served.UnloadAsync(6));
        Assert.Equal(5, run.Served.Status().Current!.Version);
        await run.EndAsync();
        await GoneAsync([first]);
    }

    [Fact]
    public async Task A_version_that_is_loaded_over_and_over_is_gone_when_the_run_is()
    {
        var versions = Enumerable.Range(1, 40).Select(version => new VersionedModel { Version = version, StateLayout = (ulong)(version % 3) + 1 }).ToList();
        var run = new ServingRun(versions[0], Patient, streams: 70);
        run.Start();
        await run.OfferAsync(200);
        foreach (var version in versions.Skip(1))
        {
            await EndsAsync(run.LoadAsync(version));
            if (version.Version % 4 == 0)
            {
                await EndsAsync(run.Served.RollbackAsync("once"));
                await EndsAsync(run.Served.RollbackAsync("twice"));
            }
        }

        AssertAllAnswered(run, await run.EndAsync());
        await GoneAsync(versions);
    }

    /// <summary>A request ends, with what was asked or with why not.</summary>
    private static async Task EndsAsync(Task<ServingNotice> request)
    {
        try
        {
            await request.WaitAsync(TimeSpan.FromSeconds(60));
        }
        catch (InputException)
        {
            // Refused: that is an end.
        }
    }

    private static void AssertAllAnswered(ServingRun run, PipelineReport report)
    {
        Assert.Equal(0, report.Counters.Dropped);
        Assert.All(run.Answers, answer => Assert.Null(answer.Unavailable));
        AssertAllHeardOf(run);
    }

    /// <summary>Every event was answered, or said to be unanswered, once and in order.</summary>
    private static void AssertAllHeardOf(ServingRun run)
    {
        Assert.Equal(run.Offered, run.Answers.Count);
        foreach (var stream in run.Answers.GroupBy(answer => answer.Stream))
            Assert.Equal(Enumerable.Range(0, stream.Count()).Select(i => (long)i), stream.Select(answer => answer.Sequence));
    }

    private static async Task GoneAsync(IReadOnlyList<VersionedModel> versions)
    {
        for (var patience = 0; versions.Any(version => version is { WasUsed: true, IsDisposed: false }) && patience < 5000; patience++)
            await Task.Delay(1);
        Assert.All(versions, version => Assert.True(version.IsDisposed || !version.WasUsed, $"Version {version.Version} is still in memory."));
    }
}
