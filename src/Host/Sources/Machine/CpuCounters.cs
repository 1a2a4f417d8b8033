namespace StreamHost.Host.Sources.Machine;

/// <summary>/proc/stat: what the cores do, as fractions of all of them, and how often the kernel is called.</summary>
internal sealed class CpuCounters() : CounterGroup(
    TimeSpan.FromMilliseconds(120),
    "cpu.user", "cpu.system", "cpu.softirq", "cpu.iowait", "cpu.idle", "cpu.busiest", "cpu.contextSwitches", "cpu.interrupts")
{
    private const int Columns = 8;

    private readonly CounterFile _file = new("/proc/stat");
    private readonly ulong[] _all = new ulong[Columns];
    private ulong[] _coreBusy = [];
    private ulong[] _coreTotal = [];
    private ulong _contextSwitches;
    private ulong _interrupts;

    public override void Read(double seconds, Span<float> readings)
    {
        var text = new CounterText(_file.Read());
        var busiest = 0f;
        var core = 0;
        while (text.NextLine())
        {
            var word = text.NextWord();
            if (word.SequenceEqual("cpu"u8))
                ReadAll(ref text, readings);
            else if (word.StartsWith("cpu"u8))
                busiest = Math.Max(busiest, ReadCore(ref text, core++));
            else if (word.SequenceEqual("ctxt"u8))
                readings[6] = Rate(text.NextCount(), ref _contextSwitches, seconds);
            else if (word.SequenceEqual("intr"u8))
                readings[7] = Rate(text.NextCount(), ref _interrupts, seconds);
        }

        readings[5] = busiest;
    }

    public override void Dispose() => _file.Dispose();

    /// <summary>Columns: user nice system idle iowait irq softirq steal, in ticks.</summary>
    private void ReadAll(ref CounterText text, Span<float> readings)
    {
        Span<double> change = stackalloc double[Columns];
        var total = 0.0;
        for (var i = 0; i < Columns; i++)
        {
            var now = text.NextCount();
            change[i] = now >= _all[i] ? now - _all[i] : 0;
            _all[i] = now;
            total += change[i];
        }

        readings[0] = Fraction(change[0] + change[1], total);
        readings[1] = Fraction(change[2], total);
        readings[2] = Fraction(change[5] + change[6], total);
        readings[3] = Fraction(change[4], total);
        readings[4] = Fraction(change[3], total);
    }

    private float ReadCore(ref CounterText text, int core)
    {
        if (core == _coreBusy.Length)
        {
            Array.Resize(ref _coreBusy, core + 1);
            Array.Resize(ref _coreTotal, core + 1);
        }

        ulong total = 0, busy = 0;
        for (var i = 0; i < Columns; i++)
        {
            var now = text.NextCount();
            total += now;
            busy += i is 3 or 4 ? 0 : now;
        }

        var fraction = Fraction((double)busy - _coreBusy[core], (double)total - _coreTotal[core]);
        (_coreBusy[core], _coreTotal[core]) = (busy, total);
        return fraction;
    }
}
