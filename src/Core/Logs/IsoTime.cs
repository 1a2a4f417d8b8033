using StreamHost.Core.Signals;

namespace StreamHost.Core.Logs;

/// <summary>ISO 8601 dates and times as ns since the Unix epoch: a date, a time after a blank or T, up to nine decimals, Z or an offset.</summary>
internal static class IsoTime
{
    private const int DateLength = 10;
    private const long TicksPerDay = TimeSpan.TicksPerDay;

    /// <summary>Parses all of a text; without a zone it is UTC. Zones, seconds and the whole time may be absent.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long nanoseconds)
    {
        nanoseconds = 0;
        if (!TryReadDate(text, out var days))
            return false;

        var rest = text[DateLength..];
        if (rest.IsEmpty)
            return Combine(days, 0, 0, out nanoseconds);
        if (rest[0] is not ((byte)' ' or (byte)'T' or (byte)'t'))
            return false;

        rest = rest[1..];
        return TryReadTime(ref rest, out var time)
            && TryReadZone(rest, out var offset)
            && Combine(days, time, offset, out nanoseconds);
    }

    private static bool TryReadDate(ReadOnlySpan<byte> text, out long days)
    {
        days = 0;
        if (text.Length < DateLength || text[4] != (byte)'-' || text[7] != (byte)'-'
            || !TryReadNumber(text[..4], 9999, out var year) || year == 0
            || !TryReadNumber(text[5..7], 12, out var month) || month == 0
            || !TryReadNumber(text[8..10], DateTime.DaysInMonth((int)year, (int)month), out var day) || day == 0)
        {
            return false;
        }

        days = (new DateTime((int)year, (int)month, (int)day, 0, 0, 0, DateTimeKind.Utc).Ticks - DateTime.UnixEpoch.Ticks) / TicksPerDay;
        return true;
    }

    /// <summary>Reads hh:mm, perhaps :ss, perhaps decimals; leaves what follows.</summary>
    private static bool TryReadTime(ref ReadOnlySpan<byte> text, out long nanoseconds)
    {
        nanoseconds = 0;
        if (text.Length < 5 || text[2] != (byte)':'
            || !TryReadNumber(text[..2], 23, out var hour) || !TryReadNumber(text[3..5], 59, out var minute))
        {
            return false;
        }

        long second = 0;
        long fraction = 0;
        text = text[5..];
        if (!text.IsEmpty && text[0] == (byte)':')
        {
            if (text.Length < 3 || !TryReadNumber(text[1..3], 59, out second))
                return false;
            text = text[3..];
            if (!text.IsEmpty && text[0] == (byte)'.' && !TryReadFraction(ref text, out fraction))
                return false;
        }

        nanoseconds = (((((hour * 60) + minute) * 60) + second) * UnixTime.Second) + fraction;
        return true;
    }

    private static bool TryReadFraction(ref ReadOnlySpan<byte> text, out long nanoseconds)
    {
        nanoseconds = 0;
        var digits = text[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        digits = digits < 0 ? text.Length - 1 : digits;
        if (digits is 0 or > 9 || !TryReadNumber(text.Slice(1, digits), long.MaxValue, out nanoseconds))
            return false;

        for (var missing = 9 - digits; missing > 0; missing--)
            nanoseconds *= 10;
        text = text[(1 + digits)..];
        return true;
    }

    /// <summary>Reads nothing, Z, or +hh, +hhmm, +hh:mm.</summary>
    private static bool TryReadZone(ReadOnlySpan<byte> text, out long nanoseconds)
    {
        nanoseconds = 0;
        if (text.IsEmpty || (text.Length == 1 && text[0] is (byte)'Z' or (byte)'z'))
            return true;
        if (text[0] is not ((byte)'+' or (byte)'-') || text.Length is not (3 or 5 or 6) || (text.Length == 6 && text[3] != (byte)':'))
            return false;

        long minutes = 0;
        if (!TryReadNumber(text[1..3], 23, out var hours) || (text.Length > 3 && !TryReadNumber(text[^2..], 59, out minutes)))
            return false;

        nanoseconds = ((hours * 60) + minutes) * 60 * UnixTime.Second * (text[0] == (byte)'-' ? -1 : 1);
        return true;
    }

    private static bool Combine(long days, long time, long offset, out long nanoseconds)
    {
        var total = ((Int128)days * TicksPerDay * UnixTime.Tick) + time - offset;
        nanoseconds = (long)total;
        return total == nanoseconds;
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> digits, long largest, out long number)
    {
        number = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return false;
            number = (number * 10) + digit - '0';
        }

        return number <= largest;
    }
}
