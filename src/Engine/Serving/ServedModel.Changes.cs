using StreamHost.Core;
using StreamHost.Core.Packages;
using StreamHost.Core.Signals;
using StreamHost.Engine.Workers;

namespace StreamHost.Engine.Serving;

/// <content>How one version takes the place of another.</content>
public sealed partial class ServedModel
{
    /// <summary>Lets a version answer all streams; ends when it does, or was taken back on the way.</summary>
    private async Task<ServingNotice> PutInPlaceAsync(Version next)
    {
        var begun = _time.GetTimestamp();
        ServingPlan plan;
        Version? before;
        Comparison? comparison;
        lock (_gate)
        {
            if (next.Edition.IsOut || _candidate != next)
                throw new InputException("promote", $"{next.Name} was taken back", "see why in the notices");

            before = _plan.Answers is null ? null : _current;
            comparison = _trial?.Comparison;
            plan = Replace(next);
        }

        var followed = _time.GetTimestamp();
        await SettledAsync(plan.Number).ConfigureAwait(false);
        if (next.Edition.IsOut)
            return new ServingNotice(ServingNoticeKind.RolledBack, next.Edition.Identity, $"{next.Name} was taken back while it was put in place");
        var report = new SwapReport(before?.Edition.Identity, next.Edition.Identity, Moves(), _time.GetElapsedTime(next.Started, begun), _time.GetElapsedTime(followed));
        return _notices.Add(ServingNotice.Promoted(report, comparison));
    }

    /// <summary>The plan with which a version answers all streams. [under the lock]</summary>
    private ServingPlan Replace(Version next)
    {
        var warms = _plan.Answers is { } answering && !next.Edition.HasLayoutOf(answering) && RingEvents > 0;
        var follower = warms ? (_trial is { } trial && trial.Follower.Edition == next.Edition ? trial.Follower : null) ?? Follow(next.Edition, _ => true) : null;
        if (follower is not null)
            follower.HandsOver = true;
        EndTrial(but: follower);
        _before = _previous?.Package ?? _before;
        Retire(ref _previous);
        if (_plan.Answers is null)
            Retire(_current.Edition);
        else
            (_previous, _promoted) = (_current, _time.GetTimestamp());
        (_current, _candidate) = (next, null);
        _counts.Clear();
        _swaps++;
        Publish(new ServingPlan(0, next.Edition, next.Edition.Identity, null) { Follower = follower });
        return _plan;
    }

    private async Task<ServingNotice> TryAsync(Version candidate, TrialOptions options)
    {
        if (options.Kind == TrialKind.Canary)
        {
            options = options with { Share = Math.Max(options.Share, SmallestShare()) };
            long plan;
            lock (_gate)
            {
                if (_candidate != candidate)
                    return TakenBackEarly(candidate);
                var warms = !candidate.Edition.HasLayoutOf(_current.Edition);
                var warming = warms ? Follow(candidate.Edition, row => ServingPlan.IsInShare(row.Stream, options.Share)) : null;
                if (warming is not null)
                    warming.HandsOver = true;
                _candidateState = "being warmed up";
                Publish(_plan with { Canary = candidate.Edition, Share = options.Share, Follower = warming });
                plan = _plan.Number;
            }

            await SettledAsync(plan).ConfigureAwait(false);
        }

        lock (_gate)
        {
            if (_candidate != candidate)
                return TakenBackEarly(candidate);

            // The one of the two that does not answer a stream follows it.
            var follower = options.Kind == TrialKind.Canary
                ? Follow(_current.Edition, row => ServingPlan.IsInShare(row.Stream, options.Share))
                : Follow(candidate.Edition, _ => true);
            var answered = Rows().Count(row => ServingPlan.IsInShare(row.Stream, options.Share));
            var where = options.Kind == TrialKind.Canary ? $"canary on {answered} of {Rows().Count()} streams" : "shadow";
            _trial = new Trial(options, candidate.Edition, _current.Edition, follower, where, _time);
            return Told(ServingNoticeKind.OnTrial, candidate, $"{candidate.Name} is on trial beside {_current.Name}: {_trial.State}");
        }
    }

    private ServingNotice TakenBackEarly(Version candidate) => Told(ServingNoticeKind.RolledBack, candidate, $"{candidate.Name} was taken back before its trial began");

    private async Task<ServingNotice> RollbackInTurnAsync(string reason)
    {
        Version back;
        ServingPlan plan;
        ModelPackage? rebuilt;
        lock (_gate)
        {
            rebuilt = _candidate is null && _previous is null ? _before : null;
        }

        // What answered before is not in memory any more, but what it was built from is.
        var version = rebuilt is null ? null : await PrepareAsync(rebuilt, double.PositiveInfinity).ConfigureAwait(false);
        lock (_gate)
        {
            if (version is not null)
                CheckRate("rollback", version);
            if (_candidate is { } candidate)
            {
                back = candidate;
                DropCandidate(isRescue: _plan.IsRescue);
            }
            else
            {
                back = _current;
                var earlier = _previous is null ? null : _before;
                var before = _previous ?? version ?? throw new InputException("rollback", "there is neither a version on trial nor one before", "load the version that you want");
                _previous = null;
                Replace(before with { Slowdown = double.PositiveInfinity });

                // What was taken back comes back by a load alone.
                Retire(ref _previous);
                _before = earlier;
            }

            plan = _plan;
        }

        await SettledAsync(plan.Number).ConfigureAwait(false);
        return Told(ServingNoticeKind.RolledBack, back, $"{back.Name} was taken back: {reason}; {_current.NameAfter(back)} answers");
    }

    /// <summary>Takes a version's fault, and takes the version out where it was one too many. [any thread, rarely]</summary>
    /// <param name="edition">The version.</param>
    /// <param name="fault">What it did.</param>
    /// <param name="stream">With which stream; null where it is not known.</param>
    /// <param name="streams">How many streams the worker has.</param>
    /// <param name="excerpt">The input that showed it; null where there is none.</param>
    /// <returns>Why the stream alone has no answer any more; null where nothing is up with it.</returns>
    internal string? Report(Edition edition, Fault fault, StreamId? stream, int streams, InputExcerpt? excerpt)
    {
        lock (_gate)
        {
            _faults++;
            if (edition.IsOut)
                return null;

            var on = stream is null ? "" : $" on stream {stream.Name}";
            if (_candidate is { } candidate && candidate.Edition == edition)
            {
                TakeBack(candidate, fault, on, excerpt);
                return null;
            }

            if (_current.Edition != edition)
            {
                if (fault.Kind != FaultKind.Allocated)
                    Leave(edition);
                return null;
            }

            // Who allocates too much still answers, and which of a batch's streams it was for is not known.
            var mayGoOn = fault.Kind == FaultKind.Allocated;
            var isTooMany = _counts.Add(mayGoOn ? null : stream, streams, out var isOneStream) || fault.Kind == FaultKind.Hung;
            if (_previous is { } previous && (isTooMany || !mayGoOn))
            {
                BringBack(previous, fault, on, excerpt);
                return null;
            }

            if (isTooMany && isOneStream && fault.Kind != FaultKind.Hung)
            {
                Tell(ServingNoticeKind.Faulty, _current, $"{_current.Name} is not asked about stream {stream!.Name} any more: {fault.Message}", fault, excerpt);
                return $"{_current.Name} failed on it again and again: {fault.Message}";
            }

            if (isTooMany)
                TakeOut(fault, on, excerpt);
            else
                Tell(ServingNoticeKind.Faulty, _current, $"{_current.Name} failed{on}: {fault.Message}", fault, excerpt);
            return null;
        }
    }

    /// <summary>Another version answers already: streams that wait to be warmed up for it wait no longer, and nobody comes back to this one. [under the lock]</summary>
    private void Leave(Edition faulty)
    {
        faulty.IsOut = true;
        if (_previous?.Edition != faulty)
            return;
        _before = _previous.Package;
        Retire(ref _previous);
    }

    /// <summary>Ends a trial that was lost. [under the lock]</summary>
    private void TakeBack(Version candidate, Fault fault, string on, InputExcerpt? excerpt)
    {
        var comparison = _trial?.Comparison;
        DropCandidate(isRescue: true);
        candidate.Edition.IsOut = true;
        _notices.Add(Notice(ServingNoticeKind.RolledBack, candidate, $"{candidate.Name} was taken back{on}: {fault.Message}; {_current.NameAfter(candidate)} answers", fault, excerpt) with { Comparison = comparison });
    }

    /// <summary>Brings the version before back for a faulty one. [under the lock]</summary>
    private void BringBack(Version previous, Fault fault, string on, InputExcerpt? excerpt)
    {
        var faulty = _current;
        EndTrial();
        Retire(ref _candidate);
        Retire(faulty.Edition);
        (_current, _previous) = (previous, null);
        _counts.Clear();
        _swaps++;
        Publish(new ServingPlan(0, previous.Edition, previous.Edition.Identity, null) { IsRescue = true });
        faulty.Edition.IsOut = true;
        Tell(ServingNoticeKind.RolledBack, faulty, $"{faulty.Name} was taken back{on}: {fault.Message}; {previous.NameAfter(faulty)} answers", fault, excerpt);
    }

    /// <summary>There is none to take its place. [under the lock]</summary>
    private void TakeOut(Fault fault, string on, InputExcerpt? excerpt)
    {
        var reason = $"{_current.Name} was taken out: {fault.Message}";
        EndTrial();
        Retire(ref _candidate);
        Publish(new ServingPlan(0, null, _current.Edition.Identity, reason));
        _current.Edition.IsOut = true;
        Tell(ServingNoticeKind.Unavailable, _current, $"{_current.Name} was taken out{on}: {fault.Message}; its streams are unavailable until another version is loaded", fault, excerpt);
    }

    /// <summary>Only the version that answers goes on. [under the lock]</summary>
    private void DropCandidate(bool isRescue)
    {
        EndTrial();
        Publish(_plan with { Canary = null, Follower = null, IsRescue = isRescue });
        Retire(ref _candidate);
    }

    private void EndTrial(Follower? but = null)
    {
        Stop(_trial?.Follower, but);
        Stop(_plan.Follower, but);
        _trial = null;
    }

    private void Stop(Follower? follower, Follower? but = null)
    {
        if (follower is null || follower == but || _stopped.Contains(follower))
            return;

        follower.Stop();
        _stopped.Add(follower);
    }

    /// <summary>Makes a plan the one to follow; who warmed streams up for the one before stops. [under the lock]</summary>
    private void Publish(ServingPlan plan)
    {
        Stop(_plan.Follower, plan.Follower);
        _plan = plan with { Number = _plan.Number + 1 };
    }

    private Follower Follow(Edition edition, Func<StreamRow, bool> follows)
    {
        var follower = new Follower(edition, _workers, follows, Supervision, History, _time);
        _followers.RemoveAll(other => other.HasEnded);
        _followers.Add(follower);
        follower.Start();
        return follower;
    }

    /// <summary>Ends when all streams were brought in line with a plan.</summary>
    private async Task SettledAsync(long plan)
    {
        while (!IsSettled(plan))
            await Task.Delay(Supervision.Interval, _time).ConfigureAwait(false);
    }

    /// <summary>The share that has a stream in it.</summary>
    private double SmallestShare() => Rows().Select(row => Math.BitIncrement(ServingPlan.PlaceOf(row.Stream))).DefaultIfEmpty(0).Min();

    /// <summary>The streams of the pipeline that runs, or ran last.</summary>
    private IEnumerable<StreamRow> Rows() => _rows.SelectMany(rows => Enumerable.Range(0, rows.Count).Select(i => rows[i]));

    /// <summary>How each stream came to the version that answers it.</summary>
    private Dictionary<string, StreamMove> Moves()
    {
        var moves = new Dictionary<string, StreamMove>(StringComparer.Ordinal);
        foreach (var row in Rows())
        {
            if (row.Seat is { } seat && (seat.Edition == _plan.Answers || seat.Edition == _plan.Canary))
                moves[row.Stream.Name] = row.Move;
        }

        return moves;
    }

    /// <summary>Takes the version before out of memory. A rollback builds it anew; not where it is an older build of the one that answers. [under the lock]</summary>
    private void LetGoOfPrevious()
    {
        if (_previous is not null && !ReferenceEquals(_previous.Package, _current.Package))
            _before = _previous.Package;
        Retire(ref _previous);
    }

    private void Retire(ref Version? version)
    {
        if (version is not null)
            Retire(version.Edition);
        version = null;
    }

    private void Retire(Edition edition)
    {
        if (!_retired.Contains(edition))
            _retired.Add(edition);
    }

    private bool IsRetired(Edition edition)
    {
        lock (_gate)
        {
            return _retired.Contains(edition);
        }
    }

    private void Tell(ServingNoticeKind kind, Version version, string text, Fault fault, InputExcerpt? excerpt) => _notices.Add(Notice(kind, version, text, fault, excerpt));

    private static ServingNotice Notice(ServingNoticeKind kind, Version version, string text, Fault fault, InputExcerpt? excerpt) =>
        new(kind, version.Edition.Identity, text) { Fault = fault.Kind, Excerpt = excerpt };
}
