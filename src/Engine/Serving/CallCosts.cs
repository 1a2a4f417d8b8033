namespace StreamHost.Engine.Serving;

/// <summary>How long events took a version lately, a number for each of its last calls. Any thread may add; allocates nothing.</summary>
internal sealed class CallCosts
{
    private const int Kept = 64;

    /// <summary>In ns, what an event at least counts for: what is less is the clock's and the call's own.</summary>
    private const double Least = 1000;

    private readonly double[] _costs = new double[Kept];
    private long _count;

    /// <summary>How many calls there were.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>The median of the last ones, in ns; NaN before the first.</summary>
    public double Median
    {
        get
        {
            Span<double> known = stackalloc double[(int)Math.Min(Count, Kept)];
            _costs.AsSpan(0, known.Length).CopyTo(known);
            known.Sort();
            return known.Length == 0 ? double.NaN : known[known.Length / 2];
        }
    }

    /// <summary>Nanoseconds since a timestamp of a clock; a <see cref="TimeSpan"/> has hundreds only, and a small model's step takes less.</summary>
    public static double Since(long started, TimeProvider time) => (time.GetTimestamp() - started) * 1e9 / time.TimestampFrequency;

    /// <summary>How many times as long as another one time is, of two that an event takes, in ns; NaN where one is not known.</summary>
    public static double Slowdown(double one, double other) => Math.Max(one, Least) / Math.Max(other, Least);

    /// <summary>Counts a call.</summary>
    /// <param name="nanoseconds">How long it took.</param>
    /// <param name="events">Of how many events.</param>
    public void Add(double nanoseconds, int events) =>
        Volatile.Write(ref _costs[(Interlocked.Increment(ref _count) - 1) % Kept], nanoseconds / events);
}
