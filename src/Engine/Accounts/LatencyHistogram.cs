using System.Numerics;

namespace StreamHost.Engine.Accounts;

/// <summary>
/// Latencies counted in buckets that grow with the latency, sixteen a power of two, so a percentile is right within 7 %.
/// One writer; any thread may read. Allocates nothing.
/// </summary>
public sealed class LatencyHistogram
{
    private const int SubBits = 4;
    private const int SubBuckets = 1 << SubBits;

    private readonly long[] _buckets = new long[64 * SubBuckets];
    private long _worst;

    /// <summary>How many latencies were counted.</summary>
    public long Count
    {
        get
        {
            long count = 0;
            for (var i = 0; i < _buckets.Length; i++)
                count += Volatile.Read(ref _buckets[i]);
            return count;
        }
    }

    /// <summary>The longest, in ns; 0 before the first.</summary>
    public long Worst => Volatile.Read(ref _worst);

    /// <summary>The latency, in ns, that a share of all does not exceed; 0 before the first.</summary>
    /// <param name="share">0 to 1: 0.5 is the median.</param>
    public long Percentile(double share)
    {
        var rank = Math.Max(1, (long)Math.Ceiling(share * Count));
        long seen = 0;
        for (var i = 0; i < _buckets.Length; i++)
        {
            seen += Volatile.Read(ref _buckets[i]);
            if (seen >= rank)
                return Math.Min(Highest(i), Worst);
        }

        return Worst;
    }

    internal void Add(long nanoseconds)
    {
        var latency = Math.Max(0, nanoseconds);
        ref var bucket = ref _buckets[IndexOf(latency)];
        Volatile.Write(ref bucket, bucket + 1);
        if (latency > _worst)
            Volatile.Write(ref _worst, latency);
    }

    /// <summary>The power of two chooses the row, the next four bits the bucket in it.</summary>
    private static int IndexOf(long latency)
    {
        if (latency < SubBuckets)
            return (int)latency;

        var power = BitOperations.Log2((ulong)latency);
        return ((power - SubBits + 1) * SubBuckets) + (int)((latency >> (power - SubBits)) & (SubBuckets - 1));
    }

    private static long Highest(int index)
    {
        var row = index / SubBuckets;
        var column = index % SubBuckets;
        return row == 0 ? column : ((long)(SubBuckets + column + 1) << (row - 1)) - 1;
    }
}
