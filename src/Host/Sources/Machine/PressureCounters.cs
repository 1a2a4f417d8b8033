namespace StreamHost.Host.Sources.Machine;

/// <summary>/proc/pressure: the fraction of time in which something waited for a processor, for memory, for a disk. Not every kernel has it.</summary>
internal sealed class PressureCounters() : CounterGroup(
    TimeSpan.FromMilliseconds(400), "pressure.cpu", "pressure.memory", "pressure.io")
{
    private const string Folder = "/proc/pressure";

    private readonly CounterFile[] _files =
        [new(Path.Combine(Folder, "cpu")), new(Path.Combine(Folder, "memory")), new(Path.Combine(Folder, "io"))];

    private readonly ulong[] _before = new ulong[3];

    /// <summary>Whether this kernel says what waits.</summary>
    public static bool IsSupported => File.Exists(Path.Combine(Folder, "cpu"));

    public override void Read(double seconds, Span<float> readings)
    {
        for (var i = 0; i < _files.Length; i++)
        {
            var now = TotalMicroseconds(_files[i].Read());
            readings[i] = Fraction((double)now - _before[i], 1e6 * seconds);
            _before[i] = now;
        }
    }

    public override void Dispose() => Array.ForEach(_files, file => file.Dispose());

    /// <summary>The first line ends in <c>total=N</c>: the time, in us, in which at least one task waited.</summary>
    private static ulong TotalMicroseconds(ReadOnlySpan<byte> text)
    {
        var start = text.IndexOf("total="u8);
        return start < 0 ? 0 : new CounterText(text[(start + "total="u8.Length)..]).FirstCount();
    }
}
