namespace StreamHost.Numerics.Fourier;

/// <summary>The radices of a transform's passes.</summary>
internal static class Factors
{
    /// <summary>The radices whose product is a length, eights first; null where it has a prime above 7.</summary>
    public static int[]? Of(int length)
    {
        var radices = new List<int>();
        var twos = 0;
        for (; length % 2 == 0; length /= 2)
            twos++;
        while (twos > 0)
        {
            // Sixteen is better as two fours than as an eight and a two.
            var take = twos is 3 or >= 5 ? 3 : twos >= 2 ? 2 : 1;
            radices.Add(1 << take);
            twos -= take;
        }

        foreach (var radix in new[] { 7, 5, 3 })
        {
            for (; length % radix == 0; length /= radix)
                radices.Add(radix);
        }

        return length == 1 ? [.. radices] : null;
    }

    /// <summary>The smallest length without a prime above 7 of at least so much.</summary>
    public static int FastLength(int atLeast)
    {
        while (Of(atLeast) is null)
            atLeast++;
        return atLeast;
    }
}
