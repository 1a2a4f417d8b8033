using StreamHost.Core.Models;
using StreamHost.Engine.Serving;

namespace StreamHost.Engine.Workers;

/// <summary>
/// One thread's calls into versions of a model, which may throw, allocate or not come back. What it lends to a call that does not come
/// back is lost with it.
/// </summary>
/// <param name="supervision">How long calls may take.</param>
/// <param name="time">The clock.</param>
internal sealed class ModelCaller(Supervision supervision, TimeProvider time)
{
    private const long MostAllocated = 1 << 20;

    /// <summary>Who is in charge of what is lent.</summary>
    public CallWatch Watch { get; } = new();

    /// <summary>The version that is being called, or was last.</summary>
    public Seat? Seat { get; private set; }

    /// <summary>What is lent to it beside its states; null where the call only makes a state.</summary>
    public BatchRoom? Room { get; private set; }

    /// <summary>Runs a version on the first events of a room. Allocates nothing unless something is wrong.</summary>
    /// <returns>What was wrong; null where nothing was. After <see cref="FaultKind.Allocated"/> the scores are good.</returns>
    /// <exception cref="DeposedException">The call was given up before it came back.</exception>
    public Fault? Process(Seat seat, BatchRoom room, int count)
    {
        (Seat, Room) = (seat, room);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var started = time.GetTimestamp();
        // All of it before the watch begins: once the call is given up, room and seat have other memory, which is not this thread's.
        var batch = new EventBatch
        {
            Count = count,
            Values = room.Values.Span[..(count * room.Features)],
            Elapsed = room.Elapsed.AsSpan(0, count),
            States = seat.States,
            Rows = room.Rows.AsSpan(0, count),
            Scores = room.Scores.Span[..(count * room.Labels)],
            Scratch = seat.Scratch,
        };
        var call = Watch.Enter(supervision.Looks(seat.Edition, count));
        Fault? fault = null;
        try
        {
            seat.Edition.Model.Process(batch);
        }
        catch (Exception exception)
        {
            fault = new Fault(FaultKind.Threw, exception.Message);
        }

        Leave(call, seat.Edition);
        seat.Edition.Costs.Add(CallCosts.Since(started, time), count);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        return fault ?? (allocated > MostAllocated ? new Fault(FaultKind.Allocated, $"it allocated {allocated >> 20} MiB in a call") : null);
    }

    /// <summary>Fills the state of a stream that has seen nothing yet.</summary>
    /// <exception cref="DeposedException">The call was given up before it came back.</exception>
    public Fault? Initialize(Seat seat, Span<float> state)
    {
        (Seat, Room) = (seat, null);
        var call = Watch.Enter(supervision.Looks(seat.Edition, 1));
        Fault? fault = null;
        try
        {
            seat.Edition.Model.InitializeState(state);
        }
        catch (Exception exception)
        {
            fault = new Fault(FaultKind.Threw, exception.Message);
        }

        Leave(call, seat.Edition);
        return fault;
    }

    private void Leave(long call, Edition edition)
    {
        if (!Watch.TryLeave(call))
            throw new DeposedException(edition);
    }
}
