using StreamHost.Core.Signals;
using StreamHost.Engine.Serving;

namespace StreamHost.Engine.Workers;

/// <summary>A worker's streams. One thread adds and looks up; any thread may go through them.</summary>
/// <param name="ringEvents">How many events of each to keep; 0 for none.</param>
/// <param name="features">Values of an event.</param>
internal sealed class StreamRows(int ringEvents, int features) : IDisposable
{
    private const int FirstCapacity = 64;

    private volatile StreamRow[] _rows = new StreamRow[FirstCapacity];
    private StreamRow?[] _byStream = [];
    private int _count;

    /// <summary>How many there are.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>How many there is room for; a reader of rows of its own grows with it.</summary>
    public int Capacity => _rows.Length;

    public StreamRow this[int index] => _rows[index];

    /// <summary>The row of a stream, which may be a new one. [the worker's thread]</summary>
    public StreamRow Of(StreamId stream)
    {
        if (stream.Index >= _byStream.Length)
            Array.Resize(ref _byStream, Math.Max(FirstCapacity, 2 * (stream.Index + 1)));
        return _byStream[stream.Index] ??= Add(stream);
    }

    private StreamRow Add(StreamId stream)
    {
        var row = new StreamRow(stream, _count) { Ring = ringEvents > 0 ? new InputRing(ringEvents, features) : null };
        if (_count == _rows.Length)
        {
            var grown = new StreamRow[2 * _count];
            _rows.CopyTo(grown, 0);
            _rows = grown;
        }

        _rows[_count] = row;
        Volatile.Write(ref _count, _count + 1);
        return row;
    }

    public void Dispose()
    {
        for (var i = 0; i < _count; i++)
            _rows[i].Ring?.Dispose();
    }
}
