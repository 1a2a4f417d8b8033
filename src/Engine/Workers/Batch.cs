using StreamHost.Core.Signals;
using StreamHost.Engine.Accounts;
using StreamHost.Engine.Serving;

namespace StreamHost.Engine.Workers;

/// <summary>
/// Events of different streams on their way through the versions that answer them: all in one call where one version answers all; those
/// that a call failed on by themselves, so that one stream's fault costs the others nothing. Can be run again from anywhere in between.
/// </summary>
internal sealed class Batch : IDisposable
{
    private readonly StreamMover _mover;
    private readonly ModelCaller _caller;
    private readonly Action<Edition, StreamRow, Fault> _report;
    private readonly SensorEvent[] _events;
    private readonly long[] _ordinals;
    private readonly double[] _elapsed;
    private readonly StreamRow[] _rows;
    private readonly EventStatus[] _status;
    private readonly DropReason[] _reasons;
    private readonly Edition?[] _editions;
    private readonly int[] _part;
    private BatchRoom _all;
    private BatchRoom? _some;
    private Seat? _whole;
    private int _gathered;
    private bool _isMixed;
    private long _number = 1;

    /// <param name="capacity">Most events.</param>
    /// <param name="features">Values of an event.</param>
    /// <param name="labels">Scores of an event.</param>
    /// <param name="mover">Brings streams to their versions.</param>
    /// <param name="caller">Calls them.</param>
    /// <param name="report">Takes what a version did wrong with a stream, and may change the plan.</param>
    public Batch(int capacity, int features, int labels, StreamMover mover, ModelCaller caller, Action<Edition, StreamRow, Fault> report)
    {
        (_mover, _caller, _report) = (mover, caller, report);
        _all = new BatchRoom(capacity, features, labels);
        _events = new SensorEvent[capacity];
        _ordinals = new long[capacity];
        _elapsed = new double[capacity];
        _rows = new StreamRow[capacity];
        _status = new EventStatus[capacity];
        _reasons = new DropReason[capacity];
        _editions = new Edition?[capacity];
        _part = new int[capacity];
    }

    public int Count { get; private set; }

    public bool IsFull => Count == _all.Capacity;

    /// <summary>How many of its events were decided on, from the first one.</summary>
    public int Decided { get; set; }

    public ref readonly SensorEvent EventOf(int index) => ref _events[index];

    public long OrdinalOf(int index) => _ordinals[index];

    public StreamRow RowOf(int index) => _rows[index];

    public EventStatus StatusOf(int index) => _status[index];

    public DropReason ReasonOf(int index) => _reasons[index];

    /// <summary>The values of a stream's event in this batch; none where it has none here.</summary>
    public ReadOnlySpan<float> ValuesOf(StreamRow row) => row.Batch == _number && row.Place < Count ? ValuesOf(row.Place) : default;

    /// <summary>Seconds since the stream's previous event; NaN for its first.</summary>
    public double ElapsedOf(int index) => _elapsed[index];

    public ReadOnlySpan<float> ValuesOf(int index) => _all.ValuesOf(index);

    public ReadOnlySpan<float> ScoresOf(int index) => _all.ScoresOf(index);

    /// <summary>The version that an event was run with.</summary>
    public Edition EditionOf(int index) => _editions[index]!;

    /// <summary>Adds an event; false where the batch is full or has one of its stream already.</summary>
    public bool TryAdd(StreamRow row, in SensorEvent sensorEvent, long ordinal)
    {
        if (IsFull || row.Batch == _number)
            return false;

        var index = Count;
        sensorEvent.Values.AsSpan(0, _all.Features).CopyTo(_all.ValuesOf(index));
        (_events[index], _ordinals[index], _rows[index]) = (sensorEvent, ordinal, row);
        _elapsed[index] = row.LastTime is { } last ? (sensorEvent.EventTime - last) / (double)UnixTime.Second : double.NaN;
        (_editions[index], _status[index]) = (null, Prepare(row));
        (_all.Rows[index], _all.Elapsed[index]) = (row.Index, row.HasSeen ? _elapsed[index] : double.NaN);
        if (index == 0)
            _whole = row.Seat;
        _isMixed |= row.Seat != _whole || _status[index] != EventStatus.Waiting;
        (row.Batch, row.Place) = (_number, index);
        Count++;
        return true;
    }

    /// <summary>Runs the events that were not run yet.</summary>
    public void Run()
    {
        if (_isMixed)
            RunParts();
        else if (Count > 0 && _status[0] == EventStatus.Waiting)
            RunWhole(_whole!);
        for (var i = 0; i < Count; i++)
        {
            if (_status[i] is EventStatus.Waiting or EventStatus.Alone)
                RunAlone(i);
        }
    }

    /// <summary>An event's scores were no numbers: its stream goes back to where it was, and the version that is to answer it now may try again.</summary>
    public void TakeBack(int index)
    {
        var row = _rows[index];
        if (_isMixed || row.Seat != _whole)
            row.HasState = false;
        else
            StreamMover.GoBack(row, _whole!, _all, index);
        row.HasSeen = !double.IsNaN(_all.Elapsed[index]);
        Fail(index, DropReason.InvalidScores);
        if (IsFinite(ValuesOf(index)))
            _report(_editions[index]!, row, new Fault(FaultKind.NotFinite, "its scores were not finite"));
        RunAlone(index);
    }

    /// <summary>Gives up what was lent to a call that never came back, and the states of the streams that it was for.</summary>
    public void Replace(Seat seat, BatchRoom? room)
    {
        if (room == _all)
        {
            for (var i = 0; i < Count; i++)
                GoBack(i, seat, _all, i);
            _all = _all.Replace();
        }
        else if (room is not null && room == _some)
        {
            for (var i = 0; i < _gathered; i++)
                GoBack(_part[i], seat, _some, i);
            _some = null;
        }
    }

    /// <summary>Empties it for the next events.</summary>
    public void Clear()
    {
        (Count, Decided, _isMixed) = (0, 0, false);
        _number++;
    }

    public void Dispose()
    {
        _all.Dispose();
        _some?.Dispose();
    }

    /// <summary>Brings a stream to its version and makes its state where it has none.</summary>
    private EventStatus Prepare(StreamRow row)
    {
        if (row.Plan != _mover.Plan.Number)
            _mover.Settle(row);
        if (row.TakenOut is not null || row.Seat is null)
            return EventStatus.Unavailable;
        if (row.Seat.Edition.IsOut)
            return EventStatus.Alone;
        return row.HasState || _mover.Restore(row) is null ? EventStatus.Waiting : EventStatus.Alone;
    }

    private void RunWhole(Seat seat)
    {
        if (seat.Edition.IsOut)
            return;

        StreamMover.Keep(seat, _all, Count);
        var fault = _caller.Process(seat, _all, Count);
        if (fault is { Kind: FaultKind.Allocated })
            _report(seat.Edition, _rows[0], fault);
        for (var i = 0; i < Count; i++)
        {
            if (fault is null or { Kind: FaultKind.Allocated })
                Score(i, seat);
            else
                GoBack(i, seat, _all, i);
        }
    }

    /// <summary>Those of each version together.</summary>
    private void RunParts()
    {
        _some ??= new BatchRoom(_all.Capacity, _all.Features, _all.Labels);
        for (var seat = 0; seat < _mover.Seats.Count; seat++)
        {
            if (!_mover.Seats[seat].Edition.IsOut && Gather(_mover.Seats[seat]) is var count and > 0)
                RunPart(_mover.Seats[seat], _some, count);
        }
    }

    private void RunPart(Seat seat, BatchRoom some, int count)
    {
        StreamMover.Keep(seat, some, count);
        var fault = _caller.Process(seat, some, count);
        if (fault is { Kind: FaultKind.Allocated })
            _report(seat.Edition, _rows[_part[0]], fault);
        for (var i = 0; i < count; i++)
        {
            if (fault is null or { Kind: FaultKind.Allocated })
            {
                some.ScoresOf(i).CopyTo(_all.ScoresOf(_part[i]));
                Score(_part[i], seat);
            }
            else
            {
                GoBack(_part[i], seat, some, i);
            }
        }
    }

    private int Gather(Seat seat)
    {
        var count = 0;
        for (var i = 0; i < Count; i++)
        {
            if (_status[i] != EventStatus.Waiting || _rows[i].Seat != seat)
                continue;

            _all.ValuesOf(i).CopyTo(_some!.ValuesOf(count));
            (_some.Rows[count], _some.Elapsed[count]) = (_all.Rows[i], _all.Elapsed[i]);
            _part[count++] = i;
        }

        _gathered = count;
        return count;
    }

    private void Score(int index, Seat seat)
    {
        (_status[index], _editions[index]) = (EventStatus.Scored, seat.Edition);
        _rows[index].HasSeen = true;
    }

    /// <summary>After a call that failed: which stream it was shows when each is run by itself.</summary>
    private void GoBack(int index, Seat seat, BatchRoom room, int place)
    {
        StreamMover.GoBack(_rows[index], seat, room, place);
        _status[index] = EventStatus.Alone;
    }

    /// <summary>Runs an event with the version that is to answer it, and with the next where that one fails and is taken out for it.</summary>
    private void RunAlone(int index)
    {
        var row = _rows[index];
        while (true)
        {
            _mover.Refresh();
            if (row.Plan != _mover.Plan.Number)
                _mover.Settle(row);
            if (row.Seat is { Edition.IsOut: true } && !_mover.HasNewest)
                continue;
            if (row.TakenOut is not null || row.Seat is null || row.Seat.Edition.IsOut)
            {
                _status[index] = EventStatus.Unavailable;
                return;
            }

            if (_editions[index] == row.Seat.Edition)
            {
                _status[index] = EventStatus.Dropped;
                return;
            }

            _editions[index] = row.Seat.Edition;
            var fault = row.HasState ? null : _mover.Restore(row);
            fault ??= _mover.Run(row, ValuesOf(index), _elapsed[index], _all.ScoresOf(index));
            if (fault is null or { Kind: FaultKind.Allocated })
                _status[index] = EventStatus.Scored;
            else
                Fail(index, fault.Kind == FaultKind.NotFinite ? DropReason.InvalidScores : DropReason.ModelFailed);
            if (fault is not null && (fault.Kind != FaultKind.NotFinite || IsFinite(ValuesOf(index))))
                _report(_editions[index]!, row, fault);
            if (_status[index] == EventStatus.Scored)
                return;
        }
    }

    private void Fail(int index, DropReason reason) => (_status[index], _reasons[index]) = (EventStatus.Alone, reason);

    /// <summary>NaN among the values means that they were not measured; an infinite one is no measurement, and no version's fault.</summary>
    private static bool IsFinite(ReadOnlySpan<float> values)
    {
        foreach (var value in values)
        {
            if (float.IsInfinity(value))
                return false;
        }

        return true;
    }
}
