using StreamHost.Core;
using StreamHost.Engine.Serving;

namespace StreamHost.Engine.Tests.Serving;

/// <summary>One version takes the place of another under load: nothing is lost, doubled or reordered, and each stream says how it came over.</summary>
public sealed class SwapTests
{
    private static readonly ServingOptions Short = new() { Probation = 0, Trial = new TrialOptions { Slowdown = 1000 } };

    [Fact]
    public async Task A_version_with_the_same_weights_changes_no_bit()
    {
        var plain = await AnswersAsync(_ => Task.CompletedTask);
        var swapped = await AnswersAsync(async run =>
        {
            for (var version = 2; version <= 6; version++)
            {
                var notice = await run.LoadAsync(new VersionedModel { Version = version });
                Assert.Equal(20, notice.Swap!.Count(StreamMove.Carried));
                await run.OfferAsync(500);
            }
        });
        var both = plain.Join(swapped, a => (a.Stream, a.Sequence), b => (b.Stream, b.Sequence), (a, b) => (a.Raw, b.Raw)).ToList();
        Assert.True(both.Count > 1000);
        Assert.All(both, pair => Assert.Equal(pair.Item1, pair.Item2));
        Assert.Equal([1, 2, 3, 4, 5, 6], swapped.Select(answer => answer.Version).Distinct());
    }

    [Fact]
    public async Task A_version_with_another_layout_has_heard_the_stream_before_it_speaks()
    {
        var plain = await AnswersAsync(_ => Task.CompletedTask);
        var swapped = await AnswersAsync(async run =>
        {
            var notice = await run.LoadAsync(new VersionedModel { Version = 2, StateLayout = 2 });
            Assert.Equal(20, notice.Swap!.Count(StreamMove.Warmed));
            await run.OfferAsync(500);
        });
        var both = plain.Join(swapped.Where(a => a.Version == 2), a => (a.Stream, a.Sequence), b => (b.Stream, b.Sequence), (a, b) => (a.Raw, b.Raw)).ToList();
        Assert.NotEmpty(both);
        Assert.All(both, pair => Assert.Equal(pair.Item1, pair.Item2, 1e-3f));
    }

    [Fact]
    public async Task Without_history_a_version_with_another_layout_starts_cold()
    {
        var run = new ServingRun(new VersionedModel { Version = 1 }, Short with { History = 0 });
        run.Start();
        await run.OfferAsync(1000);
        var notice = await run.LoadAsync(new VersionedModel { Version = 2, StateLayout = 2 });
        Assert.Equal(20, notice.Swap!.Count(StreamMove.Cold));
        await run.EndAsync();
    }

    [Fact]
    public async Task A_version_that_nobody_uses_any_more_is_disposed_of_and_comes_back_on_request()
    {
        var first = new VersionedModel { Version = 1 };
        var run = new ServingRun(first, Short);
        run.Start();
        await run.OfferAsync(200);
        await run.LoadAsync(new VersionedModel { Version = 2 });
        for (var patience = 0; !first.IsDisposed && patience < 5000; patience++)
            await Task.Delay(1);
        Assert.True(first.IsDisposed);
        await run.Served.RollbackAsync("the test wants it");
        await run.OfferAsync(200);
        Assert.Equal(1, run.Served.Status().Current!.Version);
        await run.EndAsync();
        Assert.Equal([1, 2, 1], run.Answers.Where(a => a.Stream == "s0").Select(a => a.Version).Aggregate(new List<int>(), (list, version) =>
        {
            if (list.Count == 0 || list[^1] != version)
                list.Add(version);
            return list;
        }));
    }

    [Fact]
    public async Task What_does_not_fit_is_refused_and_changes_nothing()
    {
        var run = new ServingRun(new VersionedModel { Version = 1 }, Short);
        run.Start();
        foreach (var kind in new[] { Misbehaviour.Throws, Misbehaviour.SaysNaN, Misbehaviour.HasOtherLabels })
            await Assert.ThrowsAsync<InputException>(() => run.LoadAsync(new VersionedModel { Version = 2, Misbehaviour = kind }));
        await Assert.ThrowsAsync<InputException>(() => run.Served.PromoteAsync());
        await Assert.ThrowsAsync<InputException>(() => run.Served.RollbackAsync("no"));
        await Assert.ThrowsAsync<InputException>(() => run.Served.UnloadAsync(1));
        await run.OfferAsync(200);
        await run.EndAsync();
        Assert.All(run.Answers, answer => Assert.Equal(1, answer.Version));
        Assert.Equal(3, run.Notices.Count(notice => notice.Kind == ServingNoticeKind.Refused));
    }

    [Fact]
    public async Task Taking_back_goes_back_version_by_version_and_what_was_taken_back_comes_by_a_load_alone()
    {
        var run = new ServingRun(new VersionedModel { Version = 1 }, Short with { Probation = 60 });
        run.Start();
        await run.LoadAsync(new VersionedModel { Version = 2 });
        await run.LoadAsync(new VersionedModel { Version = 3 });
        foreach (var version in new[] { 2, 1 })
        {
            await run.Served.RollbackAsync("the test wants it");
            Assert.Equal(version, run.Served.Status().Current!.Version);
        }

        Assert.Null(run.Served.Status().Previous);
        await Assert.ThrowsAsync<InputException>(() => run.Served.RollbackAsync("once too often"));
        await run.LoadAsync(new VersionedModel { Version = 3 });
        await run.EndAsync();
    }

    [Fact]
    public async Task A_trial_without_history_is_refused_and_the_next_load_goes_on()
    {
        var run = new ServingRun(new VersionedModel { Version = 1 }, Short with { History = 0 });
        run.Start();
        await Assert.ThrowsAsync<InputException>(() => run.LoadAsync(new VersionedModel { Version = 2 }, new TrialOptions { Kind = TrialKind.Shadow }));
        Assert.Null(run.Served.Status().Candidate);
        await run.LoadAsync(new VersionedModel { Version = 3 });
        Assert.Equal(3, run.Served.Status().Current!.Version);
        await run.EndAsync();
    }

    [Fact]
    public async Task A_thousand_swaps_under_load_lose_double_and_reorder_nothing()
    {
        var run = new ServingRun(new VersionedModel { Version = 1 }, Short, streams: 50);
        run.Start();
        for (var version = 2; version <= 1001; version++)
            await run.LoadAsync(new VersionedModel { Version = version, StateLayout = version % 3 == 0 ? 2u : 1u });
        var report = await run.EndAsync();
        Assert.Equal(0, report.Counters.Dropped);
        Assert.Empty(run.Notices.Where(notice => notice.Kind != ServingNoticeKind.Promoted).Select(notice => notice.Text));
        Assert.Equal(1000, run.Notices.Count);
        Assert.Equal(run.Answers.Count, run.Answers.Select(answer => (answer.Stream, answer.Sequence)).Distinct().Count());
    }

    private static async Task<IReadOnlyList<(string Stream, long Sequence, int Version, string? Unavailable, float Raw)>> AnswersAsync(Func<ServingRun, Task> during)
    {
        var run = new ServingRun(new VersionedModel { Version = 1 }, Short);
        run.Start();
        await run.OfferAsync(3000);
        await during(run);
        await run.OfferAsync(1000);
        var report = await run.EndAsync();
        Assert.Equal(0, report.Counters.Dropped);
        return run.Answers;
    }
}
