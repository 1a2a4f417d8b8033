namespace StreamHost.Plugins.CKConv.Streaming;

/// <summary>
/// Which rows of a device's tables hold which streams. A stream's own memory names its row and how often that has been written, so that a
/// stream that was put back to an earlier memory, or copied, is known to have no row. Nobody says when a stream is over: the row that was not
/// asked for longest is given away.
/// </summary>
internal sealed class DeviceSlots
{
    private const int Fewest = 16;

    /// <summary>Calls that a row must have rested before it is given away; until then there are more.</summary>
    private const long LongRest = 1000;

    private int[] _written = new int[Fewest];
    private long[] _lastCall = new long[Fewest];
    private long _call = LongRest;

    /// <summary>How many rows there are.</summary>
    public int Count => _written.Length;

    /// <summary>Begins a call.</summary>
    public void Begin() => _call++;

    /// <summary>The row that holds a stream.</summary>
    /// <param name="slot">The row that its memory names.</param>
    /// <param name="written">How often that was written when it did.</param>
    /// <returns>Whether it still holds it; then it is this call's.</returns>
    public bool TryUse(int slot, int written)
    {
        if ((uint)slot >= (uint)_written.Length || _written[slot] != written || _lastCall[slot] == _call)
            return false;

        _lastCall[slot] = _call;
        return true;
    }

    /// <summary>A row for a stream that has none; there may be more rows afterwards.</summary>
    public int Take()
    {
        var slot = _lastCall.IndexOf(_lastCall.Min());
        if (_call - _lastCall[slot] < LongRest)
        {
            slot = _written.Length;
            Array.Resize(ref _written, 2 * slot);
            Array.Resize(ref _lastCall, 2 * slot);
        }

        _lastCall[slot] = _call;
        return slot;
    }

    /// <summary>A row is written: how often it has been by now.</summary>
    public int Write(int slot) => ++_written[slot];
}
