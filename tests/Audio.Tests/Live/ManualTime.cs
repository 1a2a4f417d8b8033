using StreamHost.Core.Signals;

namespace StreamHost.Audio.Tests.Live;

/// <summary>A clock that goes on only when it is told to, or when somebody waits: waiting is over at once, and it is later.</summary>
internal sealed class ManualTime : TimeProvider
{
    private long _now = 7 * UnixTime.Second;

    public override long TimestampFrequency => UnixTime.Second;

    public override long GetTimestamp() => Volatile.Read(ref _now);

    public override DateTimeOffset GetUtcNow() => UnixTime.ToDateTime((1_000 * UnixTime.Second) + GetTimestamp());

    public void Advance(long nanoseconds) => Interlocked.Add(ref _now, nanoseconds);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Advance(Math.Max(0, (long)dueTime.TotalNanoseconds));
        callback(state);
        return new Over();
    }

    private sealed class Over : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
