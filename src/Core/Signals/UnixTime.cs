namespace StreamHost.Core.Signals;

/// <summary>Times as the signals carry them: whole nanoseconds since 1970-01-01T00:00:00Z.</summary>
public static class UnixTime
{
    /// <summary>Nanoseconds in a second.</summary>
    public const long Second = 1_000_000_000;

    /// <summary>Nanoseconds in a <see cref="TimeSpan"/> tick.</summary>
    public const long Tick = 100;

    /// <summary>The present, by <paramref name="time"/>'s clock.</summary>
    public static long Now(TimeProvider time) => From(time.GetUtcNow());

    /// <summary>The same instant in ns since the Unix epoch.</summary>
    public static long From(DateTimeOffset instant) => (instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) * Tick;

    /// <summary>The same instant as a date, to 100 ns.</summary>
    public static DateTimeOffset ToDateTime(long nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / Tick);
}
