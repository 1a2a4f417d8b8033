using System.Collections.Concurrent;
using System.Numerics;

namespace StreamHost.Numerics.Memory;

/// <summary>
/// Aligned memory that is used again: large blocks taken from the system and given back every step would cost more than
/// the arithmetic in them. What is rented holds whatever it held before. Thread-safe.
/// </summary>
internal static class MemoryPool
{
    private const int SmallestBits = 10;

    private static readonly ConcurrentBag<AlignedMemory>[] Free = [.. Enumerable.Range(0, 32).Select(_ => new ConcurrentBag<AlignedMemory>())];

    /// <summary>At least <paramref name="length"/> floats, until <see cref="Return"/>; what never comes back is freed with the object.</summary>
    public static AlignedMemory Rent(int length)
    {
        var bits = Math.Max(SmallestBits, BitOperations.Log2((uint)Math.Max(1, length - 1)) + 1);
        return Free[bits].TryTake(out var memory) ? memory : new AlignedMemory(bits < 31 ? 1 << bits : length);
    }

    /// <summary>Gives memory back; nobody may use it any more.</summary>
    public static void Return(AlignedMemory memory)
    {
        if (BitOperations.IsPow2(memory.Length))
            Free[BitOperations.Log2((uint)memory.Length)].Add(memory);
        else
            memory.Dispose();
    }
}
