using StreamHost.Core;
using StreamHost.Core.Models;
using StreamHost.Core.Packages;
using StreamHost.Core.Signals;
using StreamHost.Engine.Workers;

namespace StreamHost.Engine.Serving;

/// <summary>
/// The model of a run, whichever version of it answers. All members may be called from any thread; requests are carried out one after the
/// other. A change is a new plan: every worker brings its streams in line with it, each between two of its events, and nobody waits.
/// </summary>
public sealed partial class ServedModel : IAsyncDisposable
{
    /// <summary>Seconds of a live stream's input that are kept unless told.</summary>
    private const double DefaultHistory = 2;

    private static readonly ServingOptions AsItIs = new() { History = 0, Deadline = 60 };

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ServingOptions _options;
    private readonly TimeProvider _time;
    private readonly Preparation? _preparation;
    private readonly NoticeQueue _notices;
    private readonly FaultCounts _counts;
    private readonly List<Edition> _retired = [];
    private readonly List<Follower> _stopped = [];

    /// <summary>All whose threads may still read what the workers keep.</summary>
    private readonly List<Follower> _followers = [];
    private volatile ServingPlan _plan;
    private IReadOnlyList<Worker> _workers = [];

    /// <summary>The streams of the pipeline that runs, or ran last: how they came to their version is told when it has ended, too.</summary>
    private IReadOnlyList<StreamRows> _rows = [];
    private Supervisor? _supervisor;
    private bool _isLive;
    private bool _isDisposed;
    private Version _current;
    private Version? _candidate;
    private Version? _previous;

    /// <summary>What was on trial when the last pipeline ended.</summary>
    private Version? _givenUp;
    private ModelPackage? _before;
    private Trial? _trial;
    private string? _candidateState;
    private long _promoted;
    private long _swaps;
    private long _faults;

    /// <summary>Builds the first version.</summary>
    /// <param name="package">The first version's package.</param>
    /// <param name="build">Builds versions.</param>
    /// <param name="options">How it is served.</param>
    /// <param name="sampleRate">Of sound, the source's rate in Hz; null where the source is one of events.</param>
    /// <param name="notify">Is told what happens; called on the service's own thread, never on the hot path.</param>
    /// <param name="time">The clock; the system's unless told.</param>
    /// <exception cref="InputException">The package or its plugin is not what it should be.</exception>
    public ServedModel(
        ModelPackage package, EditionBuilder build, ServingOptions options, int? sampleRate = null, Action<ServingNotice>? notify = null, TimeProvider? time = null)
        : this(new Version(package, build(package, sampleRate)), options, notify, time)
    {
        SampleRate = sampleRate;
        _preparation = new Preparation(build, _time);
    }

    /// <summary>Of a model that is there already and stays: it is not disposed of, nothing is remembered for another, and none can be loaded.</summary>
    /// <param name="model">The model.</param>
    /// <param name="time">The clock; the system's unless told.</param>
    public ServedModel(IEventModel model, TimeProvider? time = null)
        : this(new Version(null, new Edition(model)), AsItIs, null, time)
    {
    }

    /// <summary>Of a model that hears and stays.</summary>
    /// <param name="model">The model, built for the source's rate.</param>
    /// <param name="time">The clock; the system's unless told.</param>
    public ServedModel(IAudioModel model, TimeProvider? time = null)
        : this(new Version(null, Edition.OfSound(model)), AsItIs, null, time) => SampleRate = model.SampleRate;

    private ServedModel(Version first, ServingOptions options, Action<ServingNotice>? notify, TimeProvider? time)
    {
        (_current, _options, _time) = (first, options, time ?? TimeProvider.System);
        (First, Supervision) = (first.Edition.Identity, new Supervision(options.Deadline));
        _plan = new ServingPlan(0, first.Edition, First, null);
        _notices = new NoticeQueue(notify);
        _counts = new FaultCounts(options.Faults, _time);
    }

    /// <summary>Which version was there first: all versions have its name, labels and features.</summary>
    public ModelIdentity First { get; }

    /// <summary>What its versions read; of sound, "sample" for each of a hop.</summary>
    public IReadOnlyList<string> Features => _current.Edition.Features;

    /// <summary>Of sound, the rate in Hz that its versions are built for; else null.</summary>
    public int? SampleRate { get; private set; }

    /// <summary>The plugin of the version that answers; empty where the model was given as it is.</summary>
    public string Plugin => _current.Package?.Manifest.Plugin ?? "";

    internal ServingPlan Plan => _plan;

    internal Supervision Supervision { get; }

    /// <summary>How much of a stream's past a version may be warmed on, in ns.</summary>
    internal long History => (long)(Seconds * UnixTime.Second);

    /// <summary>How many events of each stream are kept for that: of sound the hops of that time.</summary>
    internal int RingEvents => Seconds == 0 ? 0
        : SampleRate is { } rate ? (int)Math.Ceiling(Seconds * rate / Features.Count) + 1
        : _options.HistoryEvents;

    private double Seconds => _options.History ?? (_isLive ? DefaultHistory : 0);

    /// <summary>
    /// Loads a version in the background and puts it in place, after its trial where there is one. A version of the same package's version number
    /// and weights is allowed: a new build of its plugin.
    /// </summary>
    /// <param name="package">The version's package.</param>
    /// <param name="trial">How it is tried; as the options say unless told.</param>
    /// <param name="stop">Gives up waiting for it; the load goes on.</param>
    /// <returns>When it is loaded and, without a trial, answers all streams; on trial, when the trial has begun. What happened.</returns>
    /// <exception cref="InputException">It can't be loaded: the labels or features are others, a first step failed, or another is on trial. Nothing has changed.</exception>
    public Task<ServingNotice> LoadAsync(ModelPackage package, TrialOptions? trial = null, CancellationToken stop = default) =>
        InTurnAsync(() => LoadInTurnAsync(package, trial ?? _options.Trial), stop);

    /// <summary>Loads the version that answers once more, with the newest build of its plugin, as another version is loaded.</summary>
    /// <param name="stop">Gives up waiting for it; the load goes on.</param>
    /// <returns>As <see cref="LoadAsync"/>.</returns>
    /// <exception cref="InputException">It can't be loaded, or another is on trial. Nothing has changed.</exception>
    public Task<ServingNotice> RebuildAsync(CancellationToken stop = default) => InTurnAsync(
        () => LoadInTurnAsync(_current.Package ?? throw new InputException("rebuild", "the run's model was given as it is", "give the run a package"), _options.Trial), stop);

    /// <summary>Ends the candidate's trial and puts it in place.</summary>
    /// <param name="stop">Gives up waiting for it.</param>
    /// <returns>When it answers all streams.</returns>
    /// <exception cref="InputException">There is no candidate.</exception>
    public Task<ServingNotice> PromoteAsync(CancellationToken stop = default) => InTurnAsync(
        () => PutInPlaceAsync(Candidate() ?? throw new InputException("promote", "there is no version on trial", "load one first")), stop);

    /// <summary>Takes the candidate back; without one, brings back the version before the one that answers.</summary>
    /// <param name="reason">Why, for the notice.</param>
    /// <param name="stop">Gives up waiting for it.</param>
    /// <returns>When the other version answers all streams.</returns>
    /// <exception cref="InputException">There is neither a candidate nor a version before.</exception>
    public Task<ServingNotice> RollbackAsync(string reason, CancellationToken stop = default) => InTurnAsync(() => RollbackInTurnAsync(reason), stop);

    /// <summary>Takes a version that does not answer all streams out of memory: the candidate or the previous one.</summary>
    /// <param name="version">Its number.</param>
    /// <param name="stop">Gives up waiting for it.</param>
    /// <returns>When nothing of it is in memory any more.</returns>
    /// <exception cref="InputException">That version is not in memory, or is the one that answers.</exception>
    public Task<ServingNotice> UnloadAsync(int version, CancellationToken stop = default) => InTurnAsync(() => UnloadInTurnAsync(version), stop);

    /// <summary>Which versions are in memory, and what they do.</summary>
    public ServingStatus Status()
    {
        lock (_gate)
        {
            var answers = _plan.Answers?.Identity;
            return new ServingStatus(
                answers, _plan.Unavailable, _candidate?.Edition.Identity, _candidate is null ? null : _trial?.State ?? _candidateState, _trial?.Comparison,
                _previous?.Edition.Identity ?? (_before is null ? null : _before.Identity), Moves(), _swaps, _faults);
        }
    }

    /// <summary>Takes all versions out of memory; called when no pipeline runs it any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        lock (_gate)
        {
            EndTrial();
            if (_current.Package is not null)
                Retire(_current.Edition);
            Retire(ref _candidate);
            Retire(ref _previous);
        }

        DisposeRetired();
        _isDisposed = true;
        _turn.Release();
        await _notices.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<ServingNotice> InTurnAsync(Func<Task<ServingNotice>> work, CancellationToken stop)
    {
        await _turn.WaitAsync(stop).ConfigureAwait(false);
        var working = Task.Run(async () =>
        {
            try
            {
                if (_isDisposed)
                    throw new InputException("serving", "the run has ended", "begin another");
                return await work().ConfigureAwait(false);
            }
            finally
            {
                _turn.Release();
            }
        });
        return await working.WaitAsync(stop).ConfigureAwait(false);
    }

    private async Task<ServingNotice> LoadInTurnAsync(ModelPackage package, TrialOptions options)
    {
        if (_preparation is null)
            throw new InputException("load", "the run's model was given as it is", "give the run a package");
        if (Candidate() is { } other)
            throw new InputException("load", $"{other.Name} is still being tried", "promote it or roll it back first");

        var started = _time.GetTimestamp();
        var isTried = options.Kind != TrialKind.None && _plan.Answers is not null;
        try
        {
            if (isTried && RingEvents == 0)
                throw new InputException("load", "nothing of the streams' input is kept to try a version on", "set serving.history above 0, or load it without a trial");

            var version = await PrepareAsync(package, options.Slowdown).ConfigureAwait(false) with { Started = started };
            lock (_gate)
            {
                CheckRate("load", version);
                isTried = options.Kind != TrialKind.None && _plan.Answers is not null;
                if (isTried && _workers.Count == 0)
                    throw Refused("load", version, "nothing comes in now that it could be tried on", "load it again when the run goes on");
                (_candidate, _candidateState) = (version, "being put in place");
            }

            return isTried
                ? await TryAsync(version, options).ConfigureAwait(false)
                : await PutInPlaceAsync(version).ConfigureAwait(false);
        }
        catch (InputException exception)
        {
            _notices.Add(new ServingNotice(ServingNoticeKind.Refused, package.Identity, exception.Message));
            throw;
        }
    }

    private async Task<Version> PrepareAsync(ModelPackage package, double slowdown) =>
        new(package, await _preparation!.RunAsync(package, _current.Edition, SampleRate, slowdown).ConfigureAwait(false)) { Slowdown = slowdown };

    /// <summary>Refuses a version that was built for a rate that the source has no more. [under the lock]</summary>
    private void CheckRate(string where, Version version)
    {
        if (version.Edition.SampleRate != SampleRate)
            throw Refused(where, version, $"the source has {SampleRate} Hz now, and {version.Name} was built for {version.Edition.SampleRate}", "try again");
    }

    /// <summary>Why a version that is ready is not taken; it goes. [under the lock]</summary>
    private InputException Refused(string where, Version version, string what, string remedy)
    {
        Retire(version.Edition);
        return new InputException(where, what, remedy);
    }

    private async Task<ServingNotice> UnloadInTurnAsync(int number)
    {
        Version unloaded;
        lock (_gate)
        {
            if (_candidate is { } candidate && candidate.Edition.Identity.Version == number)
            {
                unloaded = candidate;
                DropCandidate(isRescue: _plan.IsRescue);
            }
            else if (_previous is { } previous && previous.Edition.Identity.Version == number)
            {
                unloaded = previous;
                LetGoOfPrevious();
            }
            else
            {
                throw number == _current.Edition.Identity.Version
                    ? new InputException("unload", $"version {number} is the one that answers", "load another or roll back first")
                    : new InputException("unload", $"version {number} is not in memory", "see streamhost status");
            }
        }

        await SettledAsync(_plan.Number).ConfigureAwait(false);
        while (IsRetired(unloaded.Edition) && _workers.Count > 0)
            await Task.Delay(Supervision.Interval, _time).ConfigureAwait(false);
        DisposeRetired();
        return Told(ServingNoticeKind.Unloaded, unloaded, $"{unloaded.Name} is not in memory any more");
    }

    private Version? Candidate()
    {
        lock (_gate)
        {
            return _candidate;
        }
    }

    private ServingNotice Told(ServingNoticeKind kind, Version version, string text) => _notices.Add(new ServingNotice(kind, version.Edition.Identity, text));
}
