using System.Numerics.Tensors;
using StreamHost.Engine.Workers;

namespace StreamHost.Engine.Serving;

/// <summary>Some neighbouring streams of a worker with a version that follows them: their states, and how far it has heard each. One thread.</summary>
internal sealed class FollowedRows : IDisposable
{
    /// <summary>How many streams are followed together.</summary>
    public const int Capacity = 64;

    private readonly StreamRows _rows;
    private readonly int _first;
    private readonly Func<StreamRow, bool> _follows;
    private readonly long _history;
    private readonly TimeProvider _time;
    private readonly Seat _seat;
    private readonly BatchRoom _room;
    private readonly Followed[] _followed = new Followed[Capacity];
    private readonly InputEvent[] _events = new InputEvent[Capacity];

    /// <param name="edition">The version.</param>
    /// <param name="rows">The worker's streams.</param>
    /// <param name="first">The first of them that belongs here.</param>
    /// <param name="follows">Which are followed.</param>
    /// <param name="history">How much of a stream's past to begin with, in ns.</param>
    /// <param name="time">The clock.</param>
    public FollowedRows(Edition edition, StreamRows rows, int first, Func<StreamRow, bool> follows, long history, TimeProvider time)
    {
        (_rows, _first, _follows, _history, _time) = (rows, first, follows, history, time);
        _seat = new Seat(edition, Capacity, Capacity);
        _room = new BatchRoom(Capacity, edition.Features.Count, edition.Identity.Labels.Count);
    }

    /// <summary>Hears the next event of every stream that has one.</summary>
    /// <returns>How many there were, what the version did wrong, and with which stream.</returns>
    public (int Events, Fault? Fault, StreamRow? Row) Step(ModelCaller caller, Comparing comparing)
    {
        var count = 0;
        for (var i = 0; i < Capacity && _first + i < _rows.Count; i++)
        {
            var row = _rows[_first + i];
            if (_followed[i].IsHandedOver || row.Ring is not { } ring || !_follows(row) || ring.Written == _followed[i].Position)
                continue;

            if (Begin(i, ring, caller) is { } wrong)
                return (1, wrong, row);
            if (!ring.TryRead(_followed[i].Position, _room.ValuesOf(count), out _events[count]))
                continue;
            (_room.Rows[count], _room.Elapsed[count]) = (i, _followed[i].HasSeen ? _events[count].Elapsed : double.NaN);
            count++;
        }

        if (count == 0)
            return default;
        var fault = caller.Process(_seat, _room, count);
        if (fault is { Kind: not FaultKind.Allocated })
            return (count, fault, _rows[_first + _room.Rows[0]]);
        for (var k = 0; k < count; k++)
        {
            if (!float.IsFinite(TensorPrimitives.Sum<float>(_room.ScoresOf(k))))
                return (count, new Fault(FaultKind.NotFinite, "its scores were not finite"), _rows[_first + _room.Rows[k]]);
            ref var followed = ref _followed[_room.Rows[k]];
            if (followed.Position >= followed.Warm)
                comparing.Add(_events[k], _room.ScoresOf(k));
            (followed.HasSeen, followed.Position) = (true, followed.Position + 1);
        }

        return (count, fault, null);
    }

    /// <summary>Gives the streams that it has heard to the end to their worker.</summary>
    /// <param name="by">Who follows them.</param>
    public void HandOver(Follower by)
    {
        for (var i = 0; i < Capacity && _first + i < _rows.Count; i++)
        {
            var row = _rows[_first + i];
            ref var followed = ref _followed[i];
            if (followed.IsHandedOver || !followed.HasSeen || row.Ring!.Written != followed.Position)
                continue;

            followed.IsHandedOver = true;
            row.Handover = new Handover(by, _seat, i, followed.Position);
        }
    }

    public void Dispose()
    {
        _seat.Dispose();
        _room.Dispose();
    }

    /// <summary>Starts a stream where it was not begun, or where its ring was faster: as far back as is wished and kept.</summary>
    private Fault? Begin(int index, InputRing ring, ModelCaller caller)
    {
        ref var followed = ref _followed[index];
        if (followed.IsBegun && followed.Position >= ring.Oldest)
            return null;

        followed = new Followed { IsBegun = true, Position = ring.Since(_history), Warm = ring.Written };
        return caller.Initialize(_seat, _seat.StateOf(index));
    }

    /// <summary>How far one stream was followed.</summary>
    private struct Followed
    {
        public bool IsBegun;
        public bool HasSeen;
        public bool IsHandedOver;

        /// <summary>The position in its ring of the next event to hear.</summary>
        public long Position;

        /// <summary>The position from which on it has heard enough to be compared.</summary>
        public long Warm;
    }
}
