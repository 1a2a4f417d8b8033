using System.Globalization;
using System.Text;
using StreamHost.Core.Logs;

namespace StreamHost.Core.Tests.Logs;

public sealed class FloatTextTests
{
    /// <summary>Texts of every length around the fast path's limits, and the middles between neighbouring floats.</summary>
    [Fact]
    public void Every_text_is_rounded_as_the_system_rounds_it()
    {
        var random = new Random(1);
        string[] formats = ["G3", "G6", "G8", "G9", "G12", "G15", "G17", "F3", "F12", "E20"];
        for (var i = 0; i < 50_000; i++)
        {
            var value = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
            if (!float.IsFinite(value))
                continue;

            var middle = ((double)value + float.BitIncrement(value)) / 2;
            Check(value.ToString("R", CultureInfo.InvariantCulture));
            Check(middle.ToString(formats[i % formats.Length], CultureInfo.InvariantCulture));
            Check(((decimal)random.NextInt64() / (decimal)Math.Pow(10, random.Next(0, 19))).ToString(CultureInfo.InvariantCulture));
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-0")]
    [InlineData("+1")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("16777217")]
    [InlineData("16777217.0000000000000000000000001")]
    [InlineData("1e-46")]
    [InlineData("1.4e-45")]
    [InlineData("3.4028235677973366e38")]
    [InlineData("340282356779733661637539395458142568447")]
    [InlineData("00000000000000000000000000000001")]
    [InlineData("1e0000000000001")]
    [InlineData("NaN")]
    public void Odd_numbers_are_read_as_the_system_reads_them(string text) => Check(text);

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("e5")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1 ")]
    [InlineData("1,5")]
    [InlineData("0x10")]
    [InlineData("--1")]
    [InlineData("1.2.3")]
    [InlineData("abc")]
    public void What_is_no_number_is_refused(string text) => Assert.False(FloatText.TryParse(Encoding.UTF8.GetBytes(text), out _));

    private static void Check(string text)
    {
        Assert.True(FloatText.TryParse(Encoding.UTF8.GetBytes(text), out var value), text);
        var expected = float.Parse(text, CultureInfo.InvariantCulture);
        Assert.True(BitConverter.SingleToInt32Bits(expected) == BitConverter.SingleToInt32Bits(value), $"{text}: {value:R}, not {expected:R}");
    }
}
