using StreamHost.Core;
using StreamHost.Engine.Accounts;
using StreamHost.Engine.Serving;

namespace StreamHost.Engine.Tests.Serving;

/// <summary>A version that goes wrong is taken back, and costs nobody an event; where there is none in its place, its streams say so.</summary>
public sealed class FaultTests
{
    /// <summary>Well behaved on its first steps.</summary>
    private const int AfterFirstSteps = 60;

    private static readonly TrialOptions Quick = new() { Duration = 60, Events = 50, Slowdown = 50 };

    public static TheoryData<Misbehaviour, TrialKind> BadVersions
    {
        get
        {
            var data = new TheoryData<Misbehaviour, TrialKind>();
            foreach (var kind in new[] { Misbehaviour.Throws, Misbehaviour.SaysNaN, Misbehaviour.Hangs })
            {
                foreach (var trial in Enum.GetValues<TrialKind>())
                    data.Add(kind, trial);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(BadVersions))]
    public async Task A_bad_version_is_taken_back_and_no_event_is_lost(Misbehaviour misbehaviour, TrialKind trial)
    {
        using var release = new ManualResetEventSlim();
        var run = new ServingRun(new VersionedModel { Version = 1 });
        run.Start();
        await run.OfferAsync(500);
        var bad = new VersionedModel { Version = 2, Misbehaviour = misbehaviour, From = AfterFirstSteps, Release = release };
        await run.LoadAsync(bad, Quick with { Kind = trial, Share = 0.5 });
        var notice = await run.NoticeAsync(ServingNoticeKind.RolledBack);
        Assert.Equal(2, notice.Model.Version);
        Assert.NotNull(notice.Fault);
        await run.OfferAsync(500);
        Assert.Equal(1, run.Served.Status().Current!.Version);
        release.Set();
        var report = await run.EndAsync();
        Assert.Equal(0, report.Counters.Dropped);
        Assert.Null(report.Failure);
        Assert.Equal(1, run.Answers[^1].Version);
        if (misbehaviour != Misbehaviour.Hangs)
            Assert.NotEmpty(notice.Excerpt!.Values);
    }

    [Fact]
    public async Task A_hundred_bad_versions_in_a_hundred_are_taken_back_and_no_event_is_lost()
    {
        using var release = new ManualResetEventSlim();
        var run = new ServingRun(new VersionedModel { Version = 1 });
        run.Start();
        await run.OfferAsync(500);
        Misbehaviour[] kinds = [Misbehaviour.Throws, Misbehaviour.SaysNaN, Misbehaviour.IsSlow, Misbehaviour.HasOtherLabels, Misbehaviour.Hangs];
        for (var trial = 0; trial < 100; trial++)
        {
            // Hanging ones take as long as their deadline, so there are fewer.
            var misbehaviour = kinds[trial % 20 == 19 ? 4 : trial % 4];
            var bad = new VersionedModel { Version = trial + 2, StateLayout = 1 + (uint)(trial % 2), Misbehaviour = misbehaviour, From = AfterFirstSteps, Release = release };
            var kind = misbehaviour == Misbehaviour.IsSlow ? TrialKind.Shadow : (TrialKind)(trial % 3);
            if (misbehaviour == Misbehaviour.HasOtherLabels)
                await Assert.ThrowsAsync<InputException>(() => run.LoadAsync(bad));
            else
                await run.LoadAsync(bad, Quick with { Kind = kind, Share = 0.5 });
            await run.NoticeAsync(misbehaviour == Misbehaviour.HasOtherLabels ? ServingNoticeKind.Refused : ServingNoticeKind.RolledBack, bad.Version);
        }

        release.Set();
        var report = await run.EndAsync();
        Assert.Equal(0, report.Counters.Dropped);
        Assert.Equal(1, run.Answers[^1].Version);
    }

    /// <summary>With another layout of state also while it is warmed up, before it has answered anything.</summary>
    [Theory]
    [InlineData(TrialKind.Shadow, 1)]
    [InlineData(TrialKind.Shadow, 2)]
    [InlineData(TrialKind.Canary, 1)]
    [InlineData(TrialKind.Canary, 2)]
    public async Task A_version_that_is_too_slow_fails_its_trial(TrialKind kind, uint layout)
    {
        var run = new ServingRun(new VersionedModel { Version = 1 });
        run.Start();
        await run.OfferAsync(500);
        await run.LoadAsync(new VersionedModel { Version = 2, StateLayout = layout, Misbehaviour = Misbehaviour.IsSlow, From = AfterFirstSteps }, Quick with { Kind = kind, Share = 0.5 });
        var notice = await run.NoticeAsync(ServingNoticeKind.RolledBack);
        Assert.Contains("times as long", notice.Text, StringComparison.Ordinal);
        var report = await run.EndAsync();
        Assert.Equal(0, report.Counters.Dropped);
    }

    [Theory]
    [InlineData(TrialKind.Shadow)]
    [InlineData(TrialKind.Canary)]
    public async Task A_version_that_disagrees_fails_its_trial(TrialKind kind)
    {
        var run = new ServingRun(new VersionedModel { Version = 1 });
        run.Start();
        await run.OfferAsync(500);
        await run.LoadAsync(new VersionedModel { Version = 2, Misbehaviour = Misbehaviour.SaysTheOpposite }, Quick with { Kind = kind, Share = 0.5, Duration = 0.1, Slowdown = 1000 });
        var notice = await run.NoticeAsync(ServingNoticeKind.RolledBack);
        Assert.Equal(0, notice.Comparison!.Agreement);
        Assert.Contains("it agrees in 0 of", notice.Text, StringComparison.Ordinal);
        await run.EndAsync();
    }

    [Theory]
    [InlineData(TrialKind.Shadow, 1)]
    [InlineData(TrialKind.Shadow, 2)]
    [InlineData(TrialKind.Canary, 1)]
    [InlineData(TrialKind.Canary, 2)]
    public async Task A_good_version_passes_its_trial_and_answers_all(TrialKind kind, uint layout)
    {
        var run = new ServingRun(new VersionedModel { Version = 1 });
        run.Start();
        await run.OfferAsync(500);
        await run.LoadAsync(new VersionedModel { Version = 2, StateLayout = layout }, Quick with { Kind = kind, Share = 0.5, Duration = 0.1, Slowdown = 1000 });
        var notice = await run.NoticeAsync(ServingNoticeKind.Promoted);
        Assert.Equal(20, notice.Swap!.Count(layout == 1 ? StreamMove.Carried : StreamMove.Warmed));
        await run.OfferAsync(200);
        var report = await run.EndAsync();
        Assert.Equal(0, report.Counters.Dropped);
        Assert.Equal(2, run.Answers[^1].Version);
    }

    [Theory]
    [InlineData(Misbehaviour.Throws)]
    [InlineData(Misbehaviour.SaysNaN)]
    [InlineData(Misbehaviour.Hangs)]
    public async Task A_model_without_another_in_its_place_is_taken_out_and_a_good_one_takes_over(Misbehaviour misbehaviour)
    {
        using var release = new ManualResetEventSlim();
        var run = new ServingRun(new VersionedModel { Version = 1, Misbehaviour = misbehaviour, From = 200, Release = release });
        run.Start();
        var notice = await run.NoticeAsync(ServingNoticeKind.Unavailable);
        await run.OfferAsync(500);
        Assert.Null(run.Served.Status().Current);
        await run.LoadAsync(new VersionedModel { Version = 2 });
        await run.OfferAsync(500);
        release.Set();
        var report = await run.EndAsync();
        Assert.Null(report.Failure);
        Assert.True(report.Counters.DroppedFor(DropReason.Unavailable) > 0);
        Assert.Contains(run.Answers, answer => answer.Unavailable?.StartsWith("versioned/1 was taken out: ", StringComparison.Ordinal) == true);
        Assert.Equal((2, null), (run.Answers[^1].Version, run.Answers[^1].Unavailable));
        Assert.InRange(report.Counters.DroppedFor(DropReason.ModelFailed) + report.Counters.DroppedFor(DropReason.InvalidScores), 0, 3);
    }

    [Fact]
    public async Task One_streams_fault_costs_the_others_nothing()
    {
        const float Bad = 99;
        var run = new ServingRun(new VersionedModel { Version = 1, Misbehaviour = Misbehaviour.Throws, On = Bad })
        {
            Value = (stream, sequence) => stream == 7 && sequence > 50 ? Bad : 1,
        };
        run.Start(workers: 1);
        await run.OfferAsync(5000);
        var report = await run.EndAsync();
        Assert.Null(report.Failure);
        Assert.All(run.Answers.Where(answer => answer.Stream != "s7"), answer => Assert.Null(answer.Unavailable));
        Assert.Equal("versioned/1 failed on it again and again: out of order", run.Answers.Last(answer => answer.Stream == "s7").Unavailable);
        Assert.Equal(2, report.Counters.DroppedFor(DropReason.ModelFailed));
        var others = run.Answers.GroupBy(answer => answer.Stream).Where(stream => stream.Key != "s7").ToList();
        Assert.Equal(19, others.Count);
        Assert.All(others, stream => Assert.Equal(Enumerable.Range(0, stream.Count()).Select(i => (long)i), stream.Select(answer => answer.Sequence)));
    }

    [Fact]
    public async Task A_gigabyte_in_a_call_is_a_fault_and_costs_no_event()
    {
        var run = new ServingRun(new VersionedModel { Version = 1, Misbehaviour = Misbehaviour.Allocates, On = 5 })
        {
            Value = (stream, sequence) => stream == 3 && sequence == 60 ? 5 : 1,
        };
        run.Start();
        await run.OfferAsync(3000);
        var report = await run.EndAsync();
        Assert.Equal(0, report.Counters.Dropped);
        Assert.Contains("MiB in a call", run.Notices.Single().Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_that_goes_on_by_other_means_is_told_of_once()
    {
        var model = new VersionedModel { Version = 1 };
        var run = new ServingRun(model);
        run.Start();
        await run.OfferAsync(500);
        Assert.Empty(run.Notices);
        model.Degraded = "the device failed; the processor goes on";
        Assert.Equal("versioned/1: the device failed; the processor goes on", (await run.NoticeAsync(ServingNoticeKind.Degraded)).Text);
        await run.OfferAsync(2000);
        var report = await run.EndAsync();
        Assert.Equal(0, report.Counters.Dropped);
        Assert.Single(run.Notices);
    }
}
