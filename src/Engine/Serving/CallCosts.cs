namespace StreamHost.Engine.Serving;

/// <summary>How long events took a version lately, a number for each of its last calls. Any thread may add; allocates nothing.</summary>
internal sealed class CallCosts
{
    private const int Kept = 256;

    /// <summary>In ns, what an event at least counts for: what is less is the clock's and the call's own.</summary>
    private const double Least = 1000;

    private readonly long[] _costs = new long[Kept];
    private long _count;

    /// <summary>How many calls there were.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>The median of the last ones, in ns; NaN before the first.</summary>
    public double Median
    {
        get
        {
            var known = _costs.AsSpan(0, (int)Math.Min(Count, Kept)).ToArray();
            Array.Sort(known);
            return known.Length == 0 ? double.NaN : known[known.Length / 2];
        }
    }

    /// <summary>How many times as long as another one time is, of two that an event takes, in ns; NaN where one is not known.</summary>
    public static double Slowdown(double one, double other) => Math.Max(one, Least) / Math.Max(other, Least);

    /// <summary>Counts a call.</summary>
    /// <param name="nanoseconds">How long it took.</param>
    /// <param name="events">Of how many events.</param>
    public void Add(long nanoseconds, int events) =>
        Volatile.Write(ref _costs[(Interlocked.Increment(ref _count) - 1) % Kept], nanoseconds / events);
}
