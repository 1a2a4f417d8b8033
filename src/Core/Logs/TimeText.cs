using System.Globalization;
using StreamHost.Core.Signals;

namespace StreamHost.Core.Logs;

/// <summary>Written times as ns since the Unix epoch, exact to the last digit.</summary>
public static class TimeText
{
    /// <summary>Enough room for what <see cref="WriteSeconds"/> writes.</summary>
    public const int LongestSeconds = 21;

    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
    private const int MaxDigits = 18;

    private static readonly long[] PowersOfTen =
        [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];

    /// <summary>Parses all of a text; false where it is no time of that unit or outside the years 1677 to 2262.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> text, EventTimeUnit unit, out long nanoseconds) => unit switch
    {
        EventTimeUnit.Iso8601 => IsoTime.TryParse(text, out nanoseconds),
        _ => TryParseNumber(text, Decimals(unit), out nanoseconds) || TryParseAny(text, Decimals(unit), out nanoseconds),
    };

    /// <summary>Writes a time in ns since the Unix epoch as seconds with nine decimals, in ASCII; returns the number of bytes.</summary>
    public static int WriteSeconds(long nanoseconds, Span<byte> destination)
    {
        var at = 0;
        if (nanoseconds < 0)
            destination[at++] = (byte)'-';

        var (seconds, rest) = Math.DivRem(nanoseconds < 0 ? 0UL - (ulong)nanoseconds : (ulong)nanoseconds, UnixTime.Second);
        seconds.TryFormat(destination[at..], out var written, default, CultureInfo.InvariantCulture);
        at += written;
        destination[at++] = (byte)'.';
        for (var digit = 8; digit >= 0; digit--)
        {
            (rest, var last) = Math.DivRem(rest, 10);
            destination[at + digit] = (byte)('0' + last);
        }

        return at + 9;
    }

    /// <summary>What would be right where a text is no time.</summary>
    internal static string Remedy(EventTimeUnit unit) => unit switch
    {
        EventTimeUnit.Iso8601 => "write it as 2015-02-04T17:51:00Z, between 1678 and 2262, or choose another timeUnit",
        EventTimeUnit.S => "write the seconds since 1970 as a number, such as 1423072260.5, or choose another timeUnit",
        EventTimeUnit.Ms => "write the milliseconds since 1970 as a number, or choose another timeUnit",
        EventTimeUnit.Us => "write the microseconds since 1970 as a number, or choose another timeUnit",
        _ => "write the nanoseconds since 1970 as a whole number, or choose another timeUnit",
    };

    /// <summary>How many decimals of a unit make a nanosecond.</summary>
    private static int Decimals(EventTimeUnit unit) => unit switch
    {
        EventTimeUnit.S => 9,
        EventTimeUnit.Ms => 6,
        EventTimeUnit.Us => 3,
        _ => 0,
    };

    /// <summary>The plain case: an optional sign, digits, perhaps a point and as many decimals as make nanoseconds.</summary>
    private static bool TryParseNumber(ReadOnlySpan<byte> text, int decimals, out long nanoseconds)
    {
        nanoseconds = 0;
        var negative = !text.IsEmpty && text[0] == (byte)'-';
        var at = negative ? 1 : 0;
        var first = at;
        long digits = 0;
        var point = -1;
        for (; at < text.Length; at++)
        {
            var digit = (uint)(text[at] - '0');
            if (digit <= 9)
                digits = (digits * 10) + digit;
            else if (text[at] == (byte)'.' && point < 0)
                point = at;
            else
                return false;
        }

        var count = at - first - (point < 0 ? 0 : 1);
        var missing = decimals - (point < 0 ? 0 : text.Length - point - 1);
        if (count is 0 or > MaxDigits || missing < 0)
            return false;

        var scaled = Math.BigMul(negative ? -digits : digits, PowersOfTen[missing]);
        nanoseconds = (long)scaled;
        return nanoseconds == scaled;
    }

    /// <summary>Everything else that is a number: exponents, and more decimals than nanoseconds have (rounded to even).</summary>
    private static bool TryParseAny(ReadOnlySpan<byte> text, int decimals, out long nanoseconds)
    {
        nanoseconds = 0;
        if (!decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out var number) || Math.Abs(number) > -(decimal)long.MinValue)
            return false;

        var scaled = Math.Round(number * PowersOfTen[decimals]);
        if (scaled < long.MinValue || scaled > long.MaxValue)
            return false;

        nanoseconds = (long)scaled;
        return true;
    }
}
