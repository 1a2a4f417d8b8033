using System.Numerics;

namespace StreamHost.Plugins.CfC.Wirings;

/// <summary>
/// The draws of NumPy's <c>default_rng(seed)</c>, bit for bit, as far as wirings need them: PCG64 (O'Neill, 2014) with
/// Lemire's bounded numbers (2019), and samples by Floyd's algorithm.
/// </summary>
internal sealed class NumpyGenerator
{
    /// <summary>Above this population, a sample of more than a fiftieth is the tail of a shuffle.</summary>
    private const int FloydPopulation = 10_000;

    private static readonly UInt128 Multiplier = new(2549297995355413924, 4865540595714422341);

    private readonly UInt128 _increment;
    private UInt128 _state;
    private uint? _secondHalf;

    /// <summary>Starts the sequence that belongs to <paramref name="seed"/>.</summary>
    public NumpyGenerator(uint seed)
    {
        var words = SeedSequence.Generate(seed, 4);
        _increment = (new UInt128(words[2], words[3]) << 1) | 1;
        _state = _increment + new UInt128(words[0], words[1]);
        Step();
    }

    /// <summary>A whole number in [0, <paramref name="bound"/>).</summary>
    public int NextInt(int bound)
    {
        if (bound == 1)
            return 0;

        var product = (ulong)NextHalf() * (uint)bound;
        var threshold = (uint)-bound % (uint)bound;
        while ((uint)product < threshold)
            product = (ulong)NextHalf() * (uint)bound;
        return (int)(product >> 32);
    }

    /// <summary>Numbers below <paramref name="population"/>, none twice: <c>choice(population, count, replace=False)</c>.</summary>
    public int[] Choose(int population, int count)
    {
        if (population > FloydPopulation && count > population / 50)
        {
            int[] all = [.. Enumerable.Range(0, population)];
            Shuffle(all, Math.Max(population - count, 1));
            return all[(population - count)..];
        }

        var chosen = new int[count];
        var seen = new HashSet<int>();
        for (var i = 0; i < count; i++)
        {
            var last = population - count + i;
            var drawn = NextInt(last + 1);
            chosen[i] = seen.Add(drawn) ? drawn : last;
            seen.Add(chosen[i]);
        }

        Shuffle(chosen, 1);
        return chosen;
    }

    private void Shuffle(int[] items, int first)
    {
        for (var i = items.Length - 1; i >= first; i--)
        {
            var j = NextInt(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>32 random bits: the lower half of 64, then the upper.</summary>
    private uint NextHalf()
    {
        if (_secondHalf is { } half)
        {
            _secondHalf = null;
            return half;
        }

        Step();
        var bits = BitOperations.RotateRight((ulong)(_state >> 64) ^ (ulong)_state, (int)(_state >> 122));
        _secondHalf = (uint)(bits >> 32);
        return (uint)bits;
    }

    private void Step() => _state = (_state * Multiplier) + _increment;
}
