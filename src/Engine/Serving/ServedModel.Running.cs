using StreamHost.Core;
using StreamHost.Engine.Workers;

namespace StreamHost.Engine.Serving;

/// <content>What happens while a pipeline runs.</content>
public sealed partial class ServedModel
{
    /// <summary>Steps that the version which is there at the start does, to know how long they take.</summary>
    private const int FewSteps = 3;

    /// <summary>Steps after which its code is compiled, for a run that must not be late at its beginning.</summary>
    private const int ManySteps = 40;

    private static readonly TimeSpan LongestWarming = TimeSpan.FromSeconds(60);
    private static readonly Fault TooSlow = new(FaultKind.OutsideLimits, $"it did not catch up with the streams in {LongestWarming.TotalSeconds} s");

    /// <summary>Who follows streams now; null where nobody does.</summary>
    internal Follower? Following
    {
        get
        {
            lock (_gate)
            {
                return _trial?.Follower ?? _plan.Follower;
            }
        }
    }

    /// <summary>What became of it where no version answers at the end; null where one does.</summary>
    internal WorkFailedException? Failure => _plan.Unavailable is { } reason ? new WorkFailedException($"model {reason}") : null;

    /// <summary>Warms up the version that is to answer.</summary>
    internal Task WarmUpAsync(bool isLive)
    {
        _isLive = isLive;
        return _preparation is null || _current.Edition is not { StepTime: 0 } edition
            ? Task.CompletedTask
            : Preparation.WarmAsync(edition, isLive ? ManySteps : FewSteps, _time);
    }

    /// <summary>A pipeline begins; one at a time.</summary>
    internal void Attach(IReadOnlyList<Worker> workers)
    {
        lock (_gate)
        {
            (_workers, _rows) = (workers, [.. workers.Select(worker => worker.Rows)]);
            _supervisor = new Supervisor(this, workers);
            _supervisor.Start();
        }
    }

    /// <summary>A pipeline has ended, and a trial ends with it.</summary>
    internal void Detach()
    {
        _supervisor?.End();
        List<Follower> ending;
        lock (_gate)
        {
            EndTrial();
            if (_plan.Canary is not null || _plan.Follower is not null)
                Publish(_plan with { Canary = null, Follower = null });
            (_workers, _supervisor) = ([], null);
            _givenUp = _candidate;
            Retire(ref _candidate);
            ending = [.. _followers];
        }

        DisposeRetired();
        ending.ForEach(follower => follower.Join());
    }

    /// <summary>Builds the version that answers for another rate, between two pipelines. Others are given up.</summary>
    /// <exception cref="InputException">It can't be built for it.</exception>
    internal void Retune(int sampleRate)
    {
        while (!TryRetune(_current, sampleRate))
        {
            // A version that was being loaded took the other's place meanwhile.
        }

        if (_givenUp is { } given)
            Told(ServingNoticeKind.RolledBack, given, $"{given.Name} was taken back: the source has {sampleRate} Hz now; load it again");
        DisposeRetired();
    }

    /// <summary>False where that version is not the one that answers any more.</summary>
    private bool TryRetune(Version version, int sampleRate)
    {
        var package = version.Package ?? throw new InputException("source", $"it has {sampleRate} Hz now, and the run's model was given as it is", "give the run a package");
        var edition = _preparation!.Build(package, sampleRate);
        lock (_gate)
        {
            if (_current != version)
            {
                Retire(edition);
                return false;
            }

            _givenUp = _candidate ?? _givenUp;
            Retire(ref _candidate);
            LetGoOfPrevious();
            Retire(version.Edition);
            (_current, SampleRate) = (new Version(package, edition), sampleRate);
            _counts.Clear();
            Publish(new ServingPlan(0, edition, edition.Identity, null));
            return true;
        }
    }

    /// <summary>What has to be looked at again and again. [the supervisor]</summary>
    internal void Look()
    {
        EndTrialThatIsOver();
        if (_plan.Follower is { } warming && (warming.Fault ?? (warming.Age > LongestWarming ? TooSlow : null)) is { } fault && !IsSettled(_plan.Number))
            Report(warming.Edition, fault, warming.Faulty?.Stream, int.MaxValue, null);
        lock (_gate)
        {
            TellDegraded(_current);
            if (_candidate is { } tried)
                TellDegraded(tried);

            // Without a trial, how fast it is shows only now.
            if (_previous is { } other && Trial.IsTooSlow(_current.Edition, other.Edition, _current.Slowdown) is { } slow)
                BringBack(other, slow, "", null);

            // So it does while a canary's streams are warmed up, before its trial has begun.
            if (_candidate is { } candidate && _plan.Follower?.Edition == candidate.Edition
                && Trial.IsTooSlow(candidate.Edition, _current.Edition, candidate.Slowdown) is { } late)
                TakeBack(candidate, late, "", null);
            if (_previous is not null && _time.GetElapsedTime(_promoted).TotalSeconds > _options.Probation && IsSettled(_plan.Number))
                LetGoOfPrevious();

            if (IsSettled(_plan.Number))
                Stop(_plan.Follower);
            if (_retired.Count + _stopped.Count == 0)
                return;
        }

        DisposeRetired();
    }

    /// <summary>What a version computed with failed, and it goes on: said once.</summary>
    private void TellDegraded(Version version)
    {
        if (!version.Edition.IsDegradedTold && version.Edition.Degraded is { } text)
        {
            version.Edition.IsDegradedTold = true;
            Told(ServingNoticeKind.Degraded, version, $"{version.Name}: {text}");
        }
    }

    /// <summary>Whether all streams were brought in line with a plan. Looked at many times a second, so it makes no garbage.</summary>
    private bool IsSettled(long plan)
    {
        var workers = _workers;
        for (var i = 0; i < workers.Count; i++)
        {
            if (workers[i].Settled < plan)
                return false;
        }

        return true;
    }

    private void EndTrialThatIsOver()
    {
        Version? passed = null;
        lock (_gate)
        {
            if (_trial is not { IsPassed: false } trial || _candidate is not { } candidate || !trial.IsOver(out var fault))
                return;

            if (fault is not null)
            {
                _faults++;
                var row = trial.Follower.Faulty;
                TakeBack(candidate, fault, row is null ? "" : $" on stream {row.Stream.Name}", row is null ? null : InputExcerpt.Of(row.Stream, row.Ring, null, this));
                return;
            }

            passed = candidate;
            trial.IsPassed = true;
            trial.Follower.HandsOver = !candidate.Edition.HasLayoutOf(_current.Edition) && trial.Follower.Edition == candidate.Edition;
            _candidateState = "being put in place";
        }

        _ = InTurnAsync(() => PutInPlaceAsync(passed), CancellationToken.None).ContinueWith(done => _ = done.Exception, TaskScheduler.Default);
    }

    /// <summary>Takes versions that nobody uses any more out of memory.</summary>
    private void DisposeRetired()
    {
        List<Edition> gone;
        lock (_gate)
        {
            if (!IsSettled(_plan.Number))
                return;

            gone = [.. _retired];
            _retired.Clear();
            _stopped.ForEach(follower => follower.Free());
            _stopped.Clear();
        }

        gone.ForEach(edition => edition.Dispose());
    }
}
