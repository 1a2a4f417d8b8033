namespace StreamHost.Plugins.CfC.Wirings;

/// <summary>
/// The draws of NumPy's <c>RandomState(seed)</c>, bit for bit, as far as wirings need them: the Mersenne twister MT19937
/// (Matsumoto and Nishimura, 1998) with masked rejection.
/// </summary>
internal sealed class NumpyRandomState
{
    private const int Length = 624;
    private const int Middle = 397;

    private readonly uint[] _key = new uint[Length];
    private int _position = Length;

    /// <summary>Starts the sequence that belongs to <paramref name="seed"/>.</summary>
    public NumpyRandomState(uint seed)
    {
        for (var i = 0; i < Length; i++)
        {
            _key[i] = seed;
            seed = (1812433253 * (seed ^ (seed >> 30))) + (uint)i + 1;
        }
    }

    /// <summary>A whole number in [0, <paramref name="bound"/>).</summary>
    public int NextInt(int bound)
    {
        var greatest = (uint)bound - 1;
        if (greatest == 0)
            return 0;

        var mask = uint.MaxValue >> int.LeadingZeroCount((int)greatest);
        uint drawn;
        do
        {
            drawn = NextBits() & mask;
        }
        while (drawn > greatest);
        return (int)drawn;
    }

    /// <summary>One of the items: <c>choice(items)</c>.</summary>
    public int Choose(int[] items) => items[NextInt(items.Length)];

    /// <summary>Some of the items, none twice: <c>choice(items, count, replace=False)</c>, the start of a shuffled copy.</summary>
    public int[] Choose(int[] items, int count)
    {
        var shuffled = (int[])items.Clone();
        for (var i = shuffled.Length - 1; i > 0; i--)
        {
            var j = NextInt(i + 1);
            (shuffled[i], shuffled[j]) = (shuffled[j], shuffled[i]);
        }

        return shuffled[..count];
    }

    /// <summary>32 random bits.</summary>
    private uint NextBits()
    {
        if (_position == Length)
            Refill();

        var y = _key[_position++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        return y ^ (y >> 18);
    }

    private void Refill()
    {
        for (var i = 0; i < Length; i++)
        {
            var y = (_key[i] & 0x80000000) | (_key[(i + 1) % Length] & 0x7fffffff);
            _key[i] = _key[(i + Middle) % Length] ^ (y >> 1) ^ ((y & 1) == 0 ? 0 : 0x9908b0df);
        }

        _position = 0;
    }
}
