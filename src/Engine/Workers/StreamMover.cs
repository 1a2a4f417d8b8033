using System.Numerics.Tensors;
using StreamHost.Engine.Serving;

namespace StreamHost.Engine.Workers;

/// <summary>
/// Brings a worker's streams to the versions that the plan names: carried, warmed or cold, each between two of its events. Used by the
/// worker's thread alone.
/// </summary>
internal sealed class StreamMover : IDisposable
{
    /// <summary>Longest time that moving may hold events up, and that warming one stream between them may take, in ns.</summary>
    private const long MostTime = 1_000_000;

    /// <summary>Events that a stream may be behind with a version that followed it, however long that takes: better than beginning with it anew.</summary>
    private const int FewSteps = 8;

    private readonly ServedModel _served;
    private readonly ModelCaller _caller;
    private readonly StreamRows _rows;
    private readonly TimeProvider _time;
    private readonly int _maxBatch;
    private readonly List<Seat> _seats = [];
    private BatchRoom _one;
    private int _swept;

    public StreamMover(ServedModel served, ModelCaller caller, StreamRows rows, int maxBatch, TimeProvider time)
    {
        (_served, _caller, _rows, _maxBatch, _time) = (served, caller, rows, maxBatch, time);
        _one = new BatchRoom(1, served.Features.Count, served.First.Labels.Count);
        Plan = served.Plan;
        Adopt(Plan);
    }

    /// <summary>The plan that streams are brought in line with.</summary>
    public ServingPlan Plan { get; private set; }

    /// <summary>Whether all streams are.</summary>
    public bool IsSettled { get; private set; }

    /// <summary>The versions that answer streams here.</summary>
    public IReadOnlyList<Seat> Seats => _seats;

    /// <summary>Whether that plan is the newest. A version is published to be out before it is said to be: who sees it out and has the newest plan has no other.</summary>
    public bool HasNewest => _served.Plan == Plan;

    /// <summary>Turns to the newest plan. Streams follow at their next event, or when there is time.</summary>
    public void Refresh()
    {
        if (_served.Plan is var plan && plan != Plan)
            Adopt(plan);
    }

    /// <summary>Makes room for as many streams as there are rows.</summary>
    public void Grow()
    {
        foreach (var seat in _seats)
            seat.Grow(_rows.Capacity);
    }

    /// <summary>Brings a stream to the version that is to answer it; it stays where it is while it is still warmed up elsewhere.</summary>
    public void Settle(StreamRow row)
    {
        var target = Plan.For(row.Stream) is { } edition ? SeatOf(edition) : null;
        if (target != row.Seat && !TryMove(row, target))
            return;

        (row.Plan, row.Handover, row.TakenOut) = (Plan.Number, null, null);
    }

    /// <summary>Makes a state for a stream that has none: warmed on its own last input where that was kept.</summary>
    /// <returns>What its version did wrong; null where it has a state now.</returns>
    public Fault? Restore(StreamRow row)
    {
        var seat = row.Seat!;
        var fault = _caller.Initialize(seat, seat.StateOf(row.Index));
        if (fault is not null)
            return fault;

        row.HasSeen = false;
        row.Move = row.LastTime is null ? StreamMove.Began : StreamMove.Cold;
        if (row.Ring is { Written: > 0 } ring)
        {
            row.Move = StreamMove.Warmed;
            fault = Hear(row, seat, Math.Max(ring.Since(_served.History), ring.Written - MostSteps(seat)));
        }

        row.HasState = fault is null;
        return fault;
    }

    /// <summary>Runs one event of one stream, with what its version did wrong; its state is then as before, or none.</summary>
    /// <param name="row">The stream; it has a state.</param>
    /// <param name="values">[features].</param>
    /// <param name="elapsed">Seconds since the stream's previous event.</param>
    /// <param name="scores">[labels]: receives the scores.</param>
    public Fault? Run(StreamRow row, ReadOnlySpan<float> values, double elapsed, Span<float> scores)
    {
        var seat = row.Seat!;
        values.CopyTo(_one.Values.Span);
        (_one.Elapsed[0], _one.Rows[0]) = (row.HasSeen ? elapsed : double.NaN, row.Index);
        Keep(seat, _one, 1);
        row.HasState = false;
        var fault = _caller.Process(seat, _one, 1);
        if (fault is null or { Kind: FaultKind.Allocated } && !float.IsFinite(TensorPrimitives.Sum<float>(_one.Scores.Span)))
            fault = new Fault(FaultKind.NotFinite, "its scores were not finite");
        if (fault is null or { Kind: FaultKind.Allocated })
        {
            (row.HasState, row.HasSeen) = (true, true);
            _one.Scores.Span.CopyTo(scores);
        }
        else
        {
            GoBack(row, seat, _one, 0);
        }

        return fault;
    }

    /// <summary>Copies the states of a room's streams, where they are small.</summary>
    public static void Keep(Seat seat, BatchRoom room, int count)
    {
        if (!seat.CopiesStates)
            return;

        var length = seat.StateLength;
        if (room.Before.Length < room.Capacity * length)
            room.Before.Grow(room.Capacity * length);
        var before = room.Before.Span;
        for (var i = 0; i < count; i++)
            seat.StateOf(room.Rows[i]).CopyTo(before[(i * length)..]);
    }

    /// <summary>Gives a stream the state back that was copied before a call; none where none was.</summary>
    public static void GoBack(StreamRow row, Seat seat, BatchRoom room, int index)
    {
        row.HasState = seat.CopiesStates && row.Seat == seat;
        if (row.HasState)
            room.Before.Span.Slice(index * seat.StateLength, seat.StateLength).CopyTo(seat.StateOf(row.Index));
    }

    /// <summary>Gives up what was lent to a call that never came back.</summary>
    public void Replace(Seat seat, BatchRoom? room)
    {
        seat.Replace();
        if (room == _one)
            _one = _one.Replace();
    }

    /// <summary>Brings streams that have no event now in line with the plan, for a short time.</summary>
    /// <param name="report">Takes what a version did wrong with a stream.</param>
    public void Sweep(Action<Edition, StreamRow, Fault> report)
    {
        var started = _time.GetTimestamp();
        var count = _rows.Count;
        for (; _swept < count; _swept++)
        {
            var row = _rows[_swept];
            if (row.Plan != Plan.Number)
                Settle(row);
            if (row is { Seat.Edition.IsOut: false, HasState: false, TakenOut: null } && Restore(row) is { } fault)
                report(row.Seat.Edition, row, fault);
            if (_time.GetElapsedTime(started).TotalNanoseconds > MostTime)
                return;
        }

        _swept = 0;
        for (var i = 0; i < count; i++)
        {
            if (_rows[i].Plan != Plan.Number)
                return;
        }

        IsSettled = true;
        Release();
    }

    public void Dispose()
    {
        _seats.ForEach(seat => seat.Dispose());
        _one.Dispose();
    }

    private void Adopt(ServingPlan plan)
    {
        var (before, wasSettled) = (Plan, IsSettled);
        (Plan, IsSettled, _swept) = (plan, false, 0);
        if (wasSettled && before is { Answers: { IsOut: false } old, Canary: null } && plan is { Answers: { } next, Canary: null, IsRescue: false } && old != next)
            CarryAll(SeatOf(old), SeatOf(next));
    }

    /// <summary>All streams at once, where the layout is the same and all had the same version: their memory changes hands.</summary>
    private void CarryAll(Seat old, Seat next)
    {
        if (!next.HasLayoutOf(old))
            return;

        next.TakeStates(old);
        for (var i = 0; i < _rows.Count; i++)
        {
            var row = _rows[i];
            if (row.Seat != old)
                continue;

            (row.Seat, row.Plan, row.Handover, row.TakenOut) = (next, Plan.Number, null, null);
            if (row.HasState)
                row.Move = StreamMove.Carried;
        }
    }

    /// <summary>False where it is still being warmed up.</summary>
    private bool TryMove(StreamRow row, Seat? target)
    {
        var old = row.Seat;
        if (old is not null && target is not null && row.HasState)
        {
            if (target.HasLayoutOf(old))
            {
                Carry(row, old, target);
                return true;
            }

            if (Plan.Follower is { } follower && row.Handover is { } handover && handover.By == follower)
            {
                TakeOver(row, handover, target);
                return true;
            }

            if (Plan.Follower?.Edition == target.Edition && !old.Edition.IsOut && row.Ring is { Written: > 0 })
                return false;
        }

        (row.Seat, row.HasState) = (target, false);
        return true;
    }

    /// <summary>A state that is no number is left behind.</summary>
    private static void Carry(StreamRow row, Seat old, Seat target)
    {
        var state = old.StateOf(row.Index);
        state.CopyTo(target.StateOf(row.Index));
        row.HasState = state.IsEmpty || float.IsFinite(TensorPrimitives.SumOfMagnitudes<float>(state));
        (row.Seat, row.Move) = (target, StreamMove.Carried);
    }

    /// <summary>How many events a stream may hear between two of its own.</summary>
    private static long MostSteps(Seat seat) => Math.Max(1, (long)(MostTime / Math.Max(1, seat.Edition.StepTime)));

    /// <summary>Where too much has come since, the stream is as one that has no state, and is warmed on what is kept.</summary>
    private void TakeOver(StreamRow row, Handover handover, Seat target)
    {
        (row.Seat, row.HasState, row.Move) = (target, false, StreamMove.Warmed);
        if (handover.Position < row.Ring!.Oldest || row.Ring.Written - handover.Position > Math.Max(FewSteps, MostSteps(target)))
            return;

        handover.State.CopyTo(target.StateOf(row.Index));
        row.HasSeen = true;
        Hear(row, target, handover.Position);
    }

    /// <summary>Lets a version hear the events of a stream's ring from a position on.</summary>
    private Fault? Hear(StreamRow row, Seat seat, long position)
    {
        row.HasState = false;
        for (var ring = row.Ring!; position < ring.Written; position++)
        {
            ring.TryRead(position, _one.Values.Span, out var heard);
            (_one.Elapsed[0], _one.Rows[0]) = (row.HasSeen ? heard.Elapsed : double.NaN, row.Index);
            if (_caller.Process(seat, _one, 1) is { Kind: not FaultKind.Allocated } fault)
                return fault;
            row.HasSeen = true;
        }

        row.HasState = true;
        return null;
    }

    private Seat SeatOf(Edition edition)
    {
        foreach (var seat in _seats)
        {
            if (seat.Edition == edition)
                return seat;
        }

        var added = new Seat(edition, _maxBatch, _rows.Capacity);
        _seats.Add(added);
        return added;
    }

    /// <summary>Gives up the places of versions that answer nobody here any more.</summary>
    private void Release()
    {
        for (var i = _seats.Count - 1; i >= 0; i--)
        {
            var seat = _seats[i];
            if (seat.Edition == Plan.Answers || seat.Edition == Plan.Canary)
                continue;

            seat.Dispose();
            _seats.RemoveAt(i);
        }
    }
}
