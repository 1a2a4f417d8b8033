namespace StreamHost.Plugins.CfC.Wirings;

/// <summary>NumPy's <c>SeedSequence(seed)</c>: spreads a small seed over as many good bits as a generator wants (O'Neill, 2015).</summary>
internal static class SeedSequence
{
    private const int PoolLength = 4;
    private const uint MixLeft = 0xca01f9dd;
    private const uint MixRight = 0x4973f715;
    private const int Shift = 16;

    /// <summary>Words of 64 bits, of which each is two of 32 bits, the lower first.</summary>
    public static ulong[] Generate(uint seed, int words)
    {
        var pool = Pool(seed);
        var hash = 0x8b51f9ddu;
        var halves = new uint[2 * words];
        for (var i = 0; i < halves.Length; i++)
        {
            var value = pool[i % PoolLength] ^ hash;
            hash *= 0x58f38ded;
            value *= hash;
            halves[i] = value ^ (value >> Shift);
        }

        return [.. Enumerable.Range(0, words).Select(i => halves[2 * i] | ((ulong)halves[(2 * i) + 1] << 32))];
    }

    private static uint[] Pool(uint seed)
    {
        var hash = 0x43b0d7e5u;
        uint[] pool = [Hash(seed, ref hash), Hash(0, ref hash), Hash(0, ref hash), Hash(0, ref hash)];
        for (var source = 0; source < PoolLength; source++)
        {
            for (var target = 0; target < PoolLength; target++)
            {
                if (source != target)
                    pool[target] = Mix(pool[target], Hash(pool[source], ref hash));
            }
        }

        return pool;
    }

    private static uint Hash(uint value, ref uint hash)
    {
        value ^= hash;
        hash *= 0x931e8875;
        value *= hash;
        return value ^ (value >> Shift);
    }

    private static uint Mix(uint x, uint y)
    {
        var mixed = (MixLeft * x) - (MixRight * y);
        return mixed ^ (mixed >> Shift);
    }
}
