using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace StreamHost.Fuzz;

/// <summary>Changes valid inputs a little: bits, pieces, lengths, and above all the numbers in them.</summary>
internal sealed class Mutator(IReadOnlyList<byte[]> seeds, int seed)
{
    private static readonly long[] Interesting =
    [
        0, 1, -1, 2, 3, 7, 8, 127, 128, 255, 256, 32_767, 65_535, 65_536, 99_999_999, 100_000_000, 100_000_001,
        int.MaxValue, int.MinValue, uint.MaxValue, 1L << 53, 1L << 62, long.MaxValue, long.MinValue,
    ];

    private static readonly byte[][] Pieces =
    [
        .. new[]
        {
            "{", "}", "[", "]", "\"", "\"\"", ",", ":", "\n", "\r\n", "\0", " ", "null", "true", "NaN", "Infinity", "1e999", "-", ".", "e",
            "\\u0000", "\\ud800", "\\", "\uFEFF", "\u00e4", "F64", "BF16", "\"dtype\":", "\"shape\":[", "\"data_offsets\":[0,0]", "__metadata__",
            "\"values\":{", "\"time\":", "9223372036854775807", "2015-02-04T17:51:00Z", "99999999999999999999999999",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80],
    ];

    private readonly Random _random = new(seed);

    /// <summary>The next input.</summary>
    public byte[] Next()
    {
        var bytes = new List<byte>(seeds[_random.Next(seeds.Count)]);
        for (var changes = 1 + _random.Next(4); changes > 0; changes--)
            Change(bytes);
        return [.. bytes];
    }

    private void Change(List<byte> bytes)
    {
        var at = _random.Next(bytes.Count + 1);
        switch (_random.Next(8))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)_random.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, Math.Min(_random.Next(16), bytes.Count - at));
                break;
            case 3:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 4:
                bytes.InsertRange(at, Pieces[_random.Next(Pieces.Length)]);
                break;
            case 5:
                Splice(bytes, at);
                break;
            case 6:
                EditNumber(bytes, at);
                break;
            default:
                EditPrefix(bytes);
                break;
        }
    }

    private void Splice(List<byte> bytes, int at)
    {
        var other = seeds[_random.Next(seeds.Count)];
        var from = _random.Next(other.Length);
        bytes.InsertRange(at, other.AsSpan(from, Math.Min(_random.Next(64), other.Length - from)).ToArray());
    }

    /// <summary>Replaces the digits at or after a place by a number that hurts.</summary>
    private void EditNumber(List<byte> bytes, int at)
    {
        var from = bytes.FindIndex(Math.Min(at, bytes.Count), IsDigit);
        if (from < 0)
            return;

        var to = bytes.FindIndex(from, unit => !IsDigit(unit));
        bytes.RemoveRange(from, (to < 0 ? bytes.Count : to) - from);
        bytes.InsertRange(from, Encoding.UTF8.GetBytes(Number().ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>Overwrites the first eight bytes by a number, as a safetensors file's header length.</summary>
    private void EditPrefix(List<byte> bytes)
    {
        Span<byte> prefix = stackalloc byte[sizeof(long)];
        if (bytes.Count < prefix.Length)
            return;

        BinaryPrimitives.WriteInt64LittleEndian(prefix, _random.Next(2) == 0 ? Number() : bytes[0] + _random.Next(-16, 17));
        for (var i = 0; i < prefix.Length; i++)
            bytes[i] = prefix[i];
    }

    private static bool IsDigit(byte unit) => unit is >= (byte)'0' and <= (byte)'9';

    private long Number() => Interesting[_random.Next(Interesting.Length)] + (_random.Next(4) == 0 ? _random.Next(-2, 3) : 0);
}
