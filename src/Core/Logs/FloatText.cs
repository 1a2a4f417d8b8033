using System.Globalization;

namespace StreamHost.Core.Logs;

/// <summary>Decimal text as float32, correctly rounded.</summary>
internal static class FloatText
{
    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>As many digits as a 64-bit number always holds.</summary>
    private const int MaxDigits = 19;

    /// <summary>The bits of a double's significand that a float does not keep.</summary>
    private const long DroppedBits = (1L << 29) - 1;

    /// <summary>Twice the error of the fast path, in units of a double's last place.</summary>
    private const long Doubt = 4;

    /// <summary>The powers of ten that a double holds exactly.</summary>
    private static readonly double[] PowersOfTen =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
        1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    /// <summary>Parses all of a text; "NaN" is a number here, and one beyond the range is infinite.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out float value)
    {
        var at = 0;
        var negative = !text.IsEmpty && text[0] == (byte)'-';
        if (negative)
            at = 1;

        ulong digits = 0;
        var first = at;
        at = ReadDigits(text, at, ref digits);
        var count = at - first;
        var exponent = 0;
        if ((uint)at < (uint)text.Length && text[at] == (byte)'.')
        {
            var fraction = at + 1;
            at = ReadDigits(text, fraction, ref digits);
            exponent = fraction - at;
            count -= exponent;
        }

        if ((uint)at < (uint)text.Length && (text[at] | 0x20) == (byte)'e')
            exponent += ReadExponent(text, ref at);

        return count is > 0 and <= MaxDigits && at == text.Length && TryScale(digits, exponent, negative, out value)
            || float.TryParse(text, Style, CultureInfo.InvariantCulture, out value);
    }

    private static int ReadDigits(ReadOnlySpan<byte> text, int at, ref ulong digits)
    {
        for (; (uint)at < (uint)text.Length; at++)
        {
            var digit = (uint)(text[at] - '0');
            if (digit > 9)
                break;
            digits = (digits * 10) + digit;
        }

        return at;
    }

    /// <summary>Reads an exponent of at most two digits; leaves <paramref name="at"/> before anything else.</summary>
    private static int ReadExponent(ReadOnlySpan<byte> text, ref int at)
    {
        var from = at + 1;
        var negative = from < text.Length && text[from] == (byte)'-';
        if (from < text.Length && text[from] is (byte)'-' or (byte)'+')
            from++;

        ulong exponent = 0;
        var to = ReadDigits(text, from, ref exponent);
        if (to - from is 0 or > 2)
            return 0;

        at = to;
        return negative ? -(int)exponent : (int)exponent;
    }

    /// <summary>
    /// digits * 10^exponent in double precision: at most two roundings off, so its nearest float is the right one
    /// unless the double lies within that of the middle between two floats.
    /// </summary>
    private static bool TryScale(ulong digits, int exponent, bool negative, out float value)
    {
        value = 0;
        if ((uint)(exponent + 22) > 44)
            return false;

        var scaled = exponent < 0 ? digits / PowersOfTen[-exponent] : digits * PowersOfTen[exponent];
        var fromMiddle = (BitConverter.DoubleToInt64Bits(scaled) & DroppedBits) - ((DroppedBits + 1) / 2);
        if (fromMiddle is >= -Doubt and <= Doubt)
            return false;

        value = (float)(negative ? -scaled : scaled);
        return true;
    }
}
