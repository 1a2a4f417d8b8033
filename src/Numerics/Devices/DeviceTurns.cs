namespace StreamHost.Numerics.Devices;

/// <summary>
/// The turns of a streaming model's calls on a device: one call at a time, others wait, until one fails or does not come back. From then on there are
/// no more turns, and the model goes on by other means. [any thread]
/// </summary>
/// <param name="device">The device.</param>
public sealed class DeviceTurns(ITensorDevice device)
{
    private const int LookMilliseconds = 10;

    /// <summary>That a turn may take, in ms, before whoever waits for it takes the device for lost.</summary>
    private const long LongestTurn = 1000;

    private readonly Lock _turn = new();
    private long _since;
    private volatile string? _failure;

    /// <summary>What failed, in one line; null where nothing did.</summary>
    public string? Failure => _failure;

    /// <summary>Takes a turn, to be ended by <see cref="Leave"/> on the same thread.</summary>
    /// <returns>False where there are none any more.</returns>
    public bool TryEnter()
    {
        while (_failure is null && !_turn.TryEnter(LookMilliseconds))
        {
            if (Environment.TickCount64 - Volatile.Read(ref _since) > LongestTurn)
                Fail("a call does not come back");
        }

        if (_failure is not null)
        {
            if (_turn.IsHeldByCurrentThread)
                _turn.Exit();
            return false;
        }

        Volatile.Write(ref _since, Environment.TickCount64);
        return true;
    }

    /// <summary>Ends a turn.</summary>
    public void Leave() => _turn.Exit();

    /// <summary>Tells that the device failed in this turn: it was the last.</summary>
    /// <param name="exception">What it threw; libraries say in many lines where in their own source it was.</param>
    public void Fail(Exception exception) => Fail(exception.Message.Split('\n')[0].Trim());

    private void Fail(string reason) => _failure ??= $"{device.Name} failed: {reason}; the managed arithmetic goes on";
}
