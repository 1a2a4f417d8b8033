namespace StreamHost.Core.Logs;

/// <summary>Finds the object that stands for a name by the name's UTF-8 bytes; allocates only the first time a name is seen.</summary>
/// <param name="make">Makes the object of a name that is new.</param>
internal sealed class NameTable<T>(Func<string, T> make)
    where T : class
{
    private const ulong Prime = 0x9E3779B97F4A7C15;

    private (ulong Hash, byte[] Name, T Value)[] _slots = new (ulong, byte[], T)[64];
    private int _count;

    /// <summary>The object of a name.</summary>
    public T Get(ReadOnlySpan<byte> name)
    {
        var hash = Hash(name);
        for (var at = (int)(hash >> 32) & (_slots.Length - 1); ; at = (at + 1) & (_slots.Length - 1))
        {
            ref var slot = ref _slots[at];
            if (slot.Name is null)
                return Add(hash, name);
            if (slot.Hash == hash && name.SequenceEqual(slot.Name))
                return slot.Value;
        }
    }

    private static ulong Hash(ReadOnlySpan<byte> name)
    {
        var hash = (ulong)name.Length;
        while (name.Length >= sizeof(ulong))
        {
            hash = Mix(hash ^ BitConverter.ToUInt64(name));
            name = name[sizeof(ulong)..];
        }

        ulong rest = 0;
        foreach (var unit in name)
            rest = (rest << 8) | unit;
        return Mix(hash ^ rest);
    }

    private static ulong Mix(ulong hash) => (hash ^ (hash >> 29)) * Prime;

    private T Add(ulong hash, ReadOnlySpan<byte> name)
    {
        if (2 * ++_count > _slots.Length)
            Grow();

        var value = make(System.Text.Encoding.UTF8.GetString(name));
        Place(_slots, (hash, name.ToArray(), value));
        return value;
    }

    private void Grow()
    {
        var larger = new (ulong Hash, byte[] Name, T Value)[2 * _slots.Length];
        foreach (var slot in _slots)
        {
            if (slot.Name is not null)
                Place(larger, slot);
        }

        _slots = larger;
    }

    private static void Place((ulong Hash, byte[] Name, T Value)[] slots, (ulong Hash, byte[] Name, T Value) entry)
    {
        var at = (int)(entry.Hash >> 32) & (slots.Length - 1);
        while (slots[at].Name is not null)
            at = (at + 1) & (slots.Length - 1);
        slots[at] = entry;
    }
}
