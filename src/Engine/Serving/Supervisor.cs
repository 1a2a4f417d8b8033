using StreamHost.Engine.Workers;

namespace StreamHost.Engine.Serving;

/// <summary>
/// Looks after a running pipeline's versions, many times a second, on a thread of its own: gives up calls that do not come back, ends
/// trials, wakes workers that have streams to move, and takes versions out of memory that nobody uses.
/// </summary>
internal sealed class Supervisor
{
    private readonly ServedModel _served;
    private readonly IReadOnlyList<Worker> _workers;
    private readonly Dictionary<CallWatch, (long Call, int Looks)> _seen = [];
    private readonly Thread _thread;
    private volatile bool _isEnding;

    public Supervisor(ServedModel served, IReadOnlyList<Worker> workers)
    {
        (_served, _workers) = (served, workers);
        _thread = new Thread(Run) { IsBackground = true, Name = "supervisor" };
    }

    public void Start() => _thread.Start();

    /// <summary>Ends when its last look is done.</summary>
    public void End()
    {
        _isEnding = true;
        _thread.Join();
    }

    private void Run()
    {
        while (!_isEnding)
        {
            Thread.Sleep(Supervision.Interval);
            for (var i = 0; i < _workers.Count; i++)
            {
                var worker = _workers[i];
                if (HasHung(worker.Caller.Watch, out var looks))
                    worker.TakeOver(Hung(looks));
                if (worker.Settled < _served.Plan.Number)
                    worker.Nudge();
            }

            if (_served.Following is { } follower && HasHung(follower.Caller.Watch, out var waited))
                follower.GiveUp(Hung(waited));
            _served.Look();
        }
    }

    /// <summary>True where a call was given up now: what its thread had is the supervisor's to give to another.</summary>
    private bool HasHung(CallWatch watch, out int looks)
    {
        looks = 0;
        if (watch.Current is not var (call, allowed))
        {
            _seen.Remove(watch);
            return false;
        }

        looks = _seen.TryGetValue(watch, out var seen) && seen.Call == call ? seen.Looks + 1 : 0;
        _seen[watch] = (call, looks);
        return looks > allowed && watch.TryGiveUp(call);
    }

    private static Fault Hung(int looks) => new(FaultKind.Hung, $"a call did not come back in {looks * Supervision.Interval.TotalMilliseconds:F0} ms");
}
