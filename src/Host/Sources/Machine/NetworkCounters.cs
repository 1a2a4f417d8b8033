namespace StreamHost.Host.Sources.Machine;

/// <summary>/proc/net/dev: what is received over loopback, and over all other interfaces both ways.</summary>
internal sealed class NetworkCounters() : CounterGroup(
    TimeSpan.FromMilliseconds(180), "loopback.bytes", "loopback.packets", "network.bytes", "network.packets")
{
    private readonly CounterFile _file = new("/proc/net/dev");
    private readonly ulong[] _before = new ulong[4];

    public override void Read(double seconds, Span<float> readings)
    {
        Span<ulong> now = stackalloc ulong[4];
        now.Clear();
        var text = new CounterText(_file.Read());
        text.NextLine();
        text.NextLine();
        while (text.NextLine())
        {
            var isLoopback = text.NextWord().SequenceEqual("lo"u8);
            var first = isLoopback ? 0 : 2;
            now[first] += text.NextCount();
            now[first + 1] += text.NextCount();
            if (isLoopback)
                continue;

            text.Skip(6);
            now[2] += text.NextCount();
            now[3] += text.NextCount();
        }

        for (var i = 0; i < now.Length; i++)
            readings[i] = Rate(now[i], ref _before[i], seconds);
    }

    public override void Dispose() => _file.Dispose();
}
