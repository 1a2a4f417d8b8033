using System.Runtime.Intrinsics;

namespace StreamHost.Numerics.Randomness;

/// <summary>
/// Sixteen sequences of random bits side by side, for masks that are as large as a batch: xoshiro128+ of Blackman and Vigna (2018) in each
/// lane, seeded from one seed. The same bits on every machine.
/// </summary>
internal ref struct RandomLanes
{
    private Vector512<uint> _a;
    private Vector512<uint> _b;
    private Vector512<uint> _c;
    private Vector512<uint> _d;

    /// <summary>Starts the sequences that belong to <paramref name="seed"/>.</summary>
    public RandomLanes(ulong seed)
    {
        var source = new RandomSource(seed);
        (_a, _b, _c, _d) = (Draw(source), Draw(source), Draw(source), Draw(source));
    }

    /// <summary>32 random bits in each lane.</summary>
    public Vector512<uint> NextBits()
    {
        var result = _a + _d;
        var shifted = _b << 9;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = (_d << 11) | (_d >>> 21);
        return result;
    }

    private static Vector512<uint> Draw(RandomSource source)
    {
        Span<ulong> bits = stackalloc ulong[Vector512<ulong>.Count];
        foreach (ref var word in bits)
            word = source.NextBits();
        return Vector512.Create<ulong>(bits).AsUInt32();
    }
}
