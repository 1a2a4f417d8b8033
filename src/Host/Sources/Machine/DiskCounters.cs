namespace StreamHost.Host.Sources.Machine;

/// <summary>/proc/diskstats: what all real disks together read, write and flush, and how busy the busiest is.</summary>
internal sealed class DiskCounters() : CounterGroup(
    TimeSpan.FromMilliseconds(220), "disk.reads", "disk.readBytes", "disk.writes", "disk.writtenBytes", "disk.flushes", "disk.busy")
{
    private const int SectorBytes = 512;

    private readonly CounterFile _file = new("/proc/diskstats");
    private readonly ulong[] _before = new ulong[5];
    private ulong _busyMilliseconds;

    public override void Read(double seconds, Span<float> readings)
    {
        Span<ulong> now = stackalloc ulong[5];
        now.Clear();
        ulong busy = 0;
        var text = new CounterText(_file.Read());
        while (text.NextLine())
        {
            text.Skip(2);
            if (IsDisk(text.NextWord()))
                busy += Add(ref text, now);
        }

        for (var i = 0; i < now.Length; i++)
            readings[i] = Rate(now[i], ref _before[i], seconds);
        readings[5] = Fraction((double)busy - _busyMilliseconds, 1000 * seconds);
        _busyMilliseconds = busy;
    }

    public override void Dispose() => _file.Dispose();

    /// <summary>
    /// Adds one device's counters and returns the milliseconds it was busy. Columns: reads, merged, sectors, ms; writes,
    /// merged, sectors, ms; in flight, ms busy, weighted ms; discards (four); flushes, ms.
    /// </summary>
    private static ulong Add(ref CounterText text, scoped Span<ulong> now)
    {
        now[0] += text.NextCount();
        text.Skip(1);
        now[1] += SectorBytes * text.NextCount();
        text.Skip(1);
        now[2] += text.NextCount();
        text.Skip(1);
        now[3] += SectorBytes * text.NextCount();
        text.Skip(2);
        var busy = text.NextCount();
        text.Skip(5);
        now[4] += text.NextCount();
        return busy;
    }

    /// <summary>A whole disk: what lies on another device (a partition, a mapping, memory) would count twice.</summary>
    private static bool IsDisk(ReadOnlySpan<byte> name)
    {
        if (name.StartsWith("nvme"u8) || name.StartsWith("mmcblk"u8))
            return !name.Contains((byte)'p');

        var isLettered = name.StartsWith("sd"u8) || name.StartsWith("vd"u8) || name.StartsWith("xvd"u8) || name.StartsWith("hd"u8);
        return isLettered && !char.IsAsciiDigit((char)name[^1]);
    }
}
