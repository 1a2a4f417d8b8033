using System.Collections.Concurrent;
using System.Diagnostics;
using StreamHost.Core;
using StreamHost.Core.Packages;
using StreamHost.Engine.Accounts;
using StreamHost.Engine.Serving;

namespace StreamHost.Soak;

/// <summary>One served model under load, and who changes its versions all the time, some for the worse.</summary>
/// <param name="name">The model.</param>
/// <param name="workshop">Who makes versions.</param>
/// <param name="sampleRate">Of sound, its rate in Hz; null for events.</param>
/// <param name="seed">Chooses what is done when.</param>
internal sealed class Service(string name, Workshop workshop, int? sampleRate, int seed) : IAsyncDisposable
{
    private static readonly string[] Faults = ["throws", "nan", "hangs", "slow", "labels", "truncated"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly ServingOptions Options = new() { Trial = new TrialOptions { Duration = 1, Events = 50, Slowdown = 8 } };

    private readonly Random _random = new(seed);
    private readonly ConcurrentQueue<(ServingNotice Notice, long Timestamp)> _notices = new();
    private readonly List<(string Fault, double Seconds)> _rescues = [];
    private readonly List<string> _wrong = [];
    private ServedModel? _served;

    public string Name => name;

    public Ledger Ledger { get; } = new(TimeProvider.System);

    /// <summary>How often another version came to answer, and how many versions were bad and how many of those were refused or taken back.</summary>
    public (int Swaps, int Bad, int Caught) Counts { get; private set; }

    /// <summary>How long it took from the first wrong call of a version that streams had until they had another again, and the fault.</summary>
    public IReadOnlyList<(string Fault, double Seconds)> Rescues => _rescues;

    /// <summary>What did not go as it must.</summary>
    public IReadOnlyList<string> Wrong => _wrong;

    public ServedModel Served => _served ??= new ServedModel(workshop.Store.Open($"{name}/1"), new Editions(workshop.Catalog).Build, Options, sampleRate, notice => _notices.Enqueue((notice, Stopwatch.GetTimestamp())));

    public ValueTask DisposeAsync() => Served.DisposeAsync();

    /// <summary>Changes versions until it is asked to end.</summary>
    /// <param name="pause">Most seconds between two changes.</param>
    /// <param name="stop">Asks to end.</param>
    public async Task ChangeAsync(double pause, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromSeconds(pause * (0.5 + (0.5 * _random.NextDouble()))), CancellationToken.None).ConfigureAwait(false);
            Ledger.Begin();
            try
            {
                await (_random.Next(12) switch
                {
                    < 4 => GoodAsync(workshop.Alike(name, _random), TrialKind.None),
                    4 => GoodAsync(workshop.Alike(name, _random), TrialKind.Shadow),
                    5 => GoodAsync(workshop.Alike(name, _random), TrialKind.Canary),
                    6 when sampleRate is null => GoodAsync(workshop.Thresholds(name, _random), TrialKind.None),
                    6 or 7 => RebuildAsync(),
                    8 => RollbackAsync(),
                    _ => BadAsync(Faults[_random.Next(Faults.Length)], (TrialKind)_random.Next(3)),
                }).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                _wrong.Add($"{name}: {exception.GetType().Name}: {exception.Message}");
            }

            Ledger.End();
        }
    }

    private async Task GoodAsync(ModelPackage package, TrialKind kind)
    {
        await Served.LoadAsync(package, Options.Trial with { Kind = kind, Share = 0.3 }).ConfigureAwait(false);
        var (notice, _) = await NoticeAsync(package.Manifest.Version, ServingNoticeKind.Promoted, ServingNoticeKind.RolledBack).ConfigureAwait(false);
        Count(swaps: 1);
        if (notice.Kind == ServingNoticeKind.RolledBack && notice.Fault != FaultKind.OutsideLimits)
            _wrong.Add(notice.Text);
    }

    /// <summary>A new build of the plugin, and the version that answers once more with it.</summary>
    private async Task RebuildAsync()
    {
        var current = Served.Status().Current!;
        var package = workshop.Store.Open($"{name}/{current.Version}");
        workshop.Rebuild(package.Manifest.Plugin);
        await Served.LoadAsync(package, new TrialOptions { Slowdown = 1000 }).ConfigureAwait(false);
        Count(swaps: 1);
    }

    private async Task RollbackAsync()
    {
        if (Served.Status().Previous is null)
            return;

        await Served.RollbackAsync("the soak test wants it").ConfigureAwait(false);
        Count(swaps: 1);
    }

    private async Task BadAsync(string fault, TrialKind kind)
    {
        var package = workshop.Bad(name, fault, after: _random.Next(3) == 0 ? 0 : 100);
        Count(bad: 1);
        try
        {
            // As a host does: what lies in the model folder is opened again, and held against its hash.
            await Served.LoadAsync(workshop.Store.Open($"{name}/{package.Manifest.Version}"), Options.Trial with { Kind = kind, Share = 0.3, Duration = 30 }).ConfigureAwait(false);
        }
        catch (InputException)
        {
            Count(caught: 1);
            return;
        }

        var (notice, timestamp) = await NoticeAsync(package.Manifest.Version, ServingNoticeKind.RolledBack, ServingNoticeKind.Unavailable).ConfigureAwait(false);
        if (notice.Kind == ServingNoticeKind.RolledBack)
            Count(caught: 1);
        else
            _wrong.Add(notice.Text);
        if (AppContext.GetData($"{name}/{package.Manifest.Version}") is long firstWrong)
            _rescues.Add((fault, Stopwatch.GetElapsedTime(firstWrong, timestamp).TotalSeconds));
    }

    private async Task<(ServingNotice Notice, long Timestamp)> NoticeAsync(int version, params ServingNoticeKind[] kinds)
    {
        for (var started = DateTime.UtcNow; DateTime.UtcNow - started < Patience;)
        {
            while (_notices.TryDequeue(out var notice))
            {
                if (notice.Notice.Model.Version == version && kinds.Contains(notice.Notice.Kind))
                    return notice;
            }

            await Task.Delay(5).ConfigureAwait(false);
        }

        throw new TimeoutException($"nothing became of version {version} in {Patience.TotalSeconds} s: {Served.Status()}");
    }

    private void Count(int swaps = 0, int bad = 0, int caught = 0) => Counts = (Counts.Swaps + swaps, Counts.Bad + bad, Counts.Caught + caught);

    /// <summary>Holds the account against the ledger.</summary>
    /// <param name="report">The pipeline's account.</param>
    /// <param name="offered">How many inputs were offered.</param>
    /// <param name="missingAtEnd">Those after the last answers.</param>
    /// <returns>Inputs that nobody accounts for.</returns>
    public long Settle(PipelineReport report, long offered, long missingAtEnd)
    {
        var counters = report.Counters;
        var dropped = counters.Dropped - counters.DroppedFor(DropReason.Unavailable);
        if (report.Failure is { } failure)
            _wrong.Add($"{name}: {failure.Message}");
        if (counters.In != offered)
            _wrong.Add($"{name}: {offered} inputs were offered and {counters.In} came in");
        if (counters.InFlight != 0)
            _wrong.Add($"{name}: {counters.InFlight} are in flight after the end");
        return Ledger.Missing + missingAtEnd - dropped;
    }
}
