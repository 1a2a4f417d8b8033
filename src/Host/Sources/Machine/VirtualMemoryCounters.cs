namespace StreamHost.Host.Sources.Machine;

/// <summary>/proc/vmstat: page faults, pages taken and given back, pages read and written.</summary>
internal sealed class VirtualMemoryCounters() : CounterGroup(
    TimeSpan.FromMilliseconds(250), "vm.faults", "vm.hugeFaults", "vm.allocated", "vm.freed", "vm.pagedIn", "vm.pagedOut")
{
    private readonly CounterFile _file = new("/proc/vmstat");
    private readonly ulong[] _before = new ulong[6];

    public override void Read(double seconds, Span<float> readings)
    {
        Span<ulong> now = stackalloc ulong[6];
        now.Clear();
        var text = new CounterText(_file.Read());
        while (text.NextLine())
        {
            var column = Column(text.NextWord());
            if (column >= 0)
                now[column] += text.NextCount();
        }

        for (var i = 0; i < now.Length; i++)
            readings[i] = Rate(now[i], ref _before[i], seconds);
    }

    public override void Dispose() => _file.Dispose();

    /// <summary>Allocations are counted a zone each (dma, dma32, normal, movable): they add up.</summary>
    private static int Column(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("pgfault"u8) ? 0
        : name.SequenceEqual("thp_fault_alloc"u8) ? 1
        : name.StartsWith("pgalloc_"u8) ? 2
        : name.SequenceEqual("pgfree"u8) ? 3
        : name.SequenceEqual("pgpgin"u8) ? 4
        : name.SequenceEqual("pgpgout"u8) ? 5
        : -1;
}
