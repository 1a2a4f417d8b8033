namespace StreamHost.Engine.Workers;

/// <summary>
/// Says who owns what a thread lent to a call of a plugin: the thread, unless the call did not come back in time and the watch was given
/// to somebody else. Then the thread has no say any more.
/// </summary>
internal sealed class CallWatch
{
    /// <summary>Even outside of a call, odd inside; another number for every call.</summary>
    private long _state;
    private int _allowed;

    /// <summary>The call that is going on, for <see cref="TryGiveUp"/>, with the looks that it may take; no number outside of one. [the supervisor]</summary>
    public (long Call, int Allowed)? Current =>
        Volatile.Read(ref _state) is var state && long.IsOddInteger(state) ? (state, Volatile.Read(ref _allowed)) : null;

    /// <summary>Begins a call. [the thread that calls]</summary>
    /// <param name="allowed">How many looks of the supervisor it may take.</param>
    /// <returns>Its number.</returns>
    public long Enter(int allowed)
    {
        Volatile.Write(ref _allowed, allowed);
        var call = _state + 1;
        Volatile.Write(ref _state, call);
        return call;
    }

    /// <summary>Ends a call; false where it was given up meanwhile. [the thread that called]</summary>
    public bool TryLeave(long call) => Interlocked.CompareExchange(ref _state, call + 1, call) == call;

    /// <summary>Takes a call's thread out of charge; false where the call has come back. [the supervisor]</summary>
    public bool TryGiveUp(long call) => TryLeave(call);
}
