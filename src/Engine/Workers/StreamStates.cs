using StreamHost.Core.Models;
using StreamHost.Core.Signals;
using StreamHost.Engine.Memory;

namespace StreamHost.Engine.Workers;

/// <summary>What the host keeps of each of a worker's streams: the model's floats and the time of the last event.</summary>
internal sealed class StreamStates(IEventModel model) : IDisposable
{
    private const int Unknown = -1;
    private const int FirstCapacity = 64;

    private readonly AlignedFloats _states = new(FirstCapacity * model.StateLength);
    private int[] _rows = [];
    private long[] _lastTime = new long[FirstCapacity];

    /// <summary>How many rows there is room for; a reader of rows of its own grows with it.</summary>
    public int Capacity => _lastTime.Length;

    public int Count { get; private set; }

    /// <summary>[streams, model.StateLength].</summary>
    public Span<float> Floats => _states.Span;

    /// <summary>The row of a stream; a new one starts from the model's initial state, and then <paramref name="isNew"/> is true.</summary>
    public int RowOf(StreamId stream, out bool isNew)
    {
        if (stream.Index >= _rows.Length)
        {
            var known = _rows.Length;
            Array.Resize(ref _rows, Math.Max(FirstCapacity, 2 * (stream.Index + 1)));
            _rows.AsSpan(known).Fill(Unknown);
        }

        var row = _rows[stream.Index];
        isNew = row == Unknown;
        return isNew ? _rows[stream.Index] = AddRow() : row;
    }

    public long LastTime(int row) => _lastTime[row];

    public void Advance(int row, long time) => _lastTime[row] = time;

    public void Dispose() => _states.Dispose();

    private int AddRow()
    {
        if (Count == Capacity)
        {
            Array.Resize(ref _lastTime, 2 * Count);
            _states.Grow(2 * Count * model.StateLength);
        }

        model.InitializeState(_states.Span.Slice(Count * model.StateLength, model.StateLength));
        return Count++;
    }
}
