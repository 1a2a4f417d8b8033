using StreamHost.Engine.Workers;

namespace StreamHost.Engine.Serving;

/// <summary>
/// Runs a version behind the workers, on a thread of its own, on what the streams' rings keep: so a version is warmed up, and compared with
/// the one that answers, and nobody waits for it. A stream that it has caught up with can be handed over to its worker.
/// </summary>
internal sealed class Follower
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(10);

    private readonly Edition _edition;
    private readonly IReadOnlyList<Worker> _workers;
    private readonly Func<StreamRow, bool> _follows;
    private readonly List<FollowedRows>[] _parts;
    private readonly long _history;
    private readonly TimeProvider _time;
    private readonly long _started;
    private Thread? _thread;
    private volatile bool _handsOver;
    private volatile bool _isStopping;
    private volatile bool _isFree;
    private volatile Fault? _fault;
    private volatile StreamRow? _faulty;

    /// <param name="edition">The version.</param>
    /// <param name="workers">Whose streams it follows.</param>
    /// <param name="follows">Which of them.</param>
    /// <param name="supervision">How long calls may take.</param>
    /// <param name="history">How much of a stream's past to begin with, in ns.</param>
    /// <param name="time">The clock.</param>
    public Follower(
        Edition edition, IReadOnlyList<Worker> workers, Func<StreamRow, bool> follows, Supervision supervision, long history, TimeProvider time)
    {
        (_edition, _workers, _follows, _history, _time) = (edition, workers, follows, history, time);
        _parts = [.. workers.Select(_ => new List<FollowedRows>())];
        _started = time.GetTimestamp();
        Caller = new ModelCaller(supervision, time);
        Comparing = new Comparing(edition);
    }

    /// <summary>The version that follows.</summary>
    public Edition Edition => _edition;

    /// <summary>Its calls.</summary>
    public ModelCaller Caller { get; }

    /// <summary>How its answers compare with those that were given.</summary>
    public Comparing Comparing { get; }

    /// <summary>What the version did wrong, after which it follows no more; null where nothing was.</summary>
    public Fault? Fault => _fault;

    /// <summary>The stream that it happened with.</summary>
    public StreamRow? Faulty => _faulty;

    /// <summary>Whether streams that it has caught up with are handed over.</summary>
    public bool HandsOver
    {
        get => _handsOver;
        set => _handsOver = value;
    }

    /// <summary>How long it has been following.</summary>
    public TimeSpan Age => _time.GetElapsedTime(_started);

    /// <summary>Begins.</summary>
    public void Start()
    {
        _edition.Enter();
        _thread = new Thread(Run) { IsBackground = true, Name = $"following with {_edition.Identity.Name}/{_edition.Identity.Version}" };
        _thread.Start();
    }

    /// <summary>Whether its thread reads nothing any more.</summary>
    public bool HasEnded => !_thread!.IsAlive;

    /// <summary>Follows no more; what it handed over may still be taken.</summary>
    public void Stop() => _isStopping = true;

    /// <summary>Gives its memory up. Called when it has been stopped and no stream is taken over from it any more.</summary>
    public void Free() => _isFree = true;

    /// <summary>Ends when its thread has ended, or is not going to.</summary>
    public void Join()
    {
        if (_fault is not { Kind: FaultKind.Hung })
            _thread?.Join(LongestEnd);
    }

    /// <summary>It did not come back from a call. [the supervisor, which has won the watch]</summary>
    public void GiveUp(Fault fault) => _fault = fault;

    private void Run()
    {
        try
        {
            while (!_isStopping && _fault is null)
            {
                if (!FollowAll())
                    Thread.Sleep(Pause);
            }
        }
        catch (DeposedException)
        {
            // It is known already that it hung.
        }
        catch (Exception exception)
        {
            _fault = new Fault(FaultKind.Threw, exception.Message);
        }

        _edition.Leave();
        while (!_isFree)
            Thread.Sleep(Pause);
        Array.ForEach(_parts, part => part.ForEach(rows => rows.Dispose()));
    }

    /// <summary>After every step: busy streams are never all heard to the end at once.</summary>
    private void HandOver(FollowedRows rows)
    {
        if (_handsOver && _fault is null)
            rows.HandOver(this);
    }

    /// <summary>True where there was something to do.</summary>
    private bool FollowAll()
    {
        var any = false;
        for (var worker = 0; worker < _workers.Count; worker++)
        {
            var (rows, parts) = (_workers[worker].Rows, _parts[worker]);
            var count = rows.Count;
            for (var part = 0; part * FollowedRows.Capacity < count; part++)
            {
                if (part == parts.Count)
                    parts.Add(new FollowedRows(_edition, rows, part * FollowedRows.Capacity, _follows, _history, _time));
                while (!_isStopping && _fault is null && parts[part].Step(Caller, Comparing) is var (events, fault, row) && events > 0)
                {
                    any = true;
                    if (fault is not null and not { Kind: FaultKind.Allocated })
                        (_faulty, _fault) = (row, fault);
                    else if (fault is not null)
                        Comparing.CountFault();
                    HandOver(parts[part]);
                }

                HandOver(parts[part]);
            }
        }

        return any;
    }
}
