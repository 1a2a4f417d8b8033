namespace StreamHost.Host.Sources.Machine;

/// <summary>
/// Some counters that are read together, at their own irregular times. Readings are in units that carry over to another
/// machine: fractions from 0 to 1, and rates as log10(1 + per second), so that one event and a million are six apart.
/// </summary>
internal abstract class CounterGroup(TimeSpan interval, params string[] features) : IDisposable
{
    /// <summary>The mean time between two readings.</summary>
    public TimeSpan Interval { get; } = interval;

    /// <summary>The names of the readings, in order.</summary>
    public IReadOnlyList<string> Features { get; } = features;

    /// <summary>Reads the counters and fills what follows from them and the previous ones.</summary>
    /// <param name="seconds">The time since the previous reading; at the first, whatever is filled means nothing.</param>
    /// <param name="readings">[features].</param>
    public abstract void Read(double seconds, Span<float> readings);

    public abstract void Dispose();

    /// <summary>log10(1 + change per second) of a counter that only grows, and remembers it; 0 where it was set back.</summary>
    protected static float Rate(ulong now, ref ulong before, double seconds)
    {
        var change = now >= before ? now - before : 0;
        before = now;
        return (float)Math.Log10(1 + (change / seconds));
    }

    /// <summary>part / whole, within 0 to 1.</summary>
    protected static float Fraction(double part, double whole) => whole > 0 ? (float)Math.Clamp(part / whole, 0, 1) : 0;
}
