using System.Globalization;
using StreamHost.Core.Logs;

namespace StreamHost.Host.Sinks;

/// <summary>Writes the pieces of a line one after the other into room that is large enough.</summary>
internal ref struct LineText(Span<byte> room)
{
    /// <summary>The longest number that <see cref="Probability"/>, <see cref="Seconds"/> or <see cref="Whole"/> writes.</summary>
    public const int LongestNumber = 24;

    private const int Million = 1_000_000;

    private readonly Span<byte> _room = room;

    /// <summary>How many bytes there are so far.</summary>
    public int Length { get; private set; }

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_room[Length..]);
        Length += bytes.Length;
    }

    /// <summary>ns since the Unix epoch as seconds with nine decimals.</summary>
    public void Seconds(long nanoseconds) => Length += TimeText.WriteSeconds(nanoseconds, _room[Length..]);

    public void Whole(long number)
    {
        number.TryFormat(_room[Length..], out var written, default, CultureInfo.InvariantCulture);
        Length += written;
    }

    /// <summary>A number from 0 to 1 with six decimals.</summary>
    public void Probability(float probability)
    {
        var millionths = (uint)Math.Round(Math.Clamp((double)probability, 0, 1) * Million);
        var digits = _room.Slice(Length, 8);
        digits[0] = (byte)('0' + (millionths / Million));
        digits[1] = (byte)'.';
        for (var i = 7; i >= 2; i--, millionths /= 10)
            digits[i] = (byte)('0' + (millionths % 10));
        Length += 8;
    }
}
