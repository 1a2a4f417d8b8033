namespace StreamHost.Host.Sources.Machine;

/// <summary>/proc/meminfo: how full memory is, as fractions of all of it, and how fast that changes.</summary>
internal sealed class MemoryCounters() : CounterGroup(
    TimeSpan.FromMilliseconds(300), "memory.used", "memory.change", "memory.dirty", "memory.writeback")
{
    private readonly CounterFile _file = new("/proc/meminfo");
    private double _used;

    public override void Read(double seconds, Span<float> readings)
    {
        ulong total = 0, available = 0, dirty = 0, writeback = 0;
        var text = new CounterText(_file.Read());
        while (text.NextLine())
        {
            var word = text.NextWord();
            if (word.SequenceEqual("MemTotal"u8))
                total = text.NextCount();
            else if (word.SequenceEqual("MemAvailable"u8))
                available = text.NextCount();
            else if (word.SequenceEqual("Dirty"u8))
                dirty = text.NextCount();
            else if (word.SequenceEqual("Writeback"u8))
                writeback = text.NextCount();
        }

        var used = Fraction((double)total - available, total);
        readings[0] = used;
        readings[1] = (float)((used - _used) / seconds);
        readings[2] = Fraction(dirty, total);
        readings[3] = Fraction(writeback, total);
        _used = used;
    }

    public override void Dispose() => _file.Dispose();
}
