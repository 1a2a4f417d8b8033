using System.Text;
using StreamHost.Core.Logs;
using StreamHost.Core.Signals;

namespace StreamHost.Core.Tests.Logs;

public sealed class LabelIntervalsTests
{
    private const long Second = UnixTime.Second;

    private readonly StreamTable _streams = new();

    [Fact]
    public void An_interval_holds_from_its_start_up_to_its_end()
    {
        var labels = Read("start,end,label\n20,30,walk\n0,10,\"sit, still\"\n10,12.5,walk\n");
        var stream = _streams.Intern("any");
        Assert.Equal(["walk", "sit, still"], labels.Labels);
        Assert.Null(labels.At(stream, -1));
        Assert.Equal("sit, still", labels.At(stream, 0));
        Assert.Equal("sit, still", labels.At(stream, (10 * Second) - 1));
        Assert.Equal("walk", labels.At(stream, 10 * Second));
        Assert.Null(labels.At(stream, 12_500_000_000));
        Assert.Equal("walk", labels.At(stream, 20 * Second));
        Assert.Null(labels.At(stream, 30 * Second));
    }

    [Fact]
    public void Intervals_may_belong_to_streams()
    {
        var labels = Read("stream,start,end,label\na,0,10,walk\nb,5,10,sit\n");
        Assert.Equal("walk", labels.At(_streams.Intern("a"), 6 * Second));
        Assert.Equal("sit", labels.At(_streams.Intern("b"), 6 * Second));
        Assert.Null(labels.At(_streams.Intern("c"), 6 * Second));
    }

    [Theory]
    [InlineData("start,end,label\n0,10,walk\n9,12,sit\n", "labels.csv, line 3: the interval of \"sit\" overlaps that of \"walk\" in line 2; at any time one label holds")]
    [InlineData("start,end,label\n10,10,walk\n", "labels.csv, line 2: the interval ends before it begins or at once; end is after start")]
    [InlineData("start,end,label\n0,x,walk\n", "labels.csv, line 2, column \"end\": \"x\" is not a time; write the seconds since 1970 as a number, such as 1423072260.5, or choose another timeUnit")]
    [InlineData("start,end,label\n0,1,\n", "labels.csv, line 2, column \"label\": it is empty; every interval has all of its cells")]
    [InlineData("start,end,label\n0,1\n", "labels.csv, line 2: the row has 2 cells; the header has 3")]
    [InlineData("start,end\n", "labels.csv, line 1: there is no column \"label\"; the columns are start, end, label and perhaps stream")]
    [InlineData("start,end,label,start\n", "labels.csv, line 1: the column \"start\" is unknown or stands twice; the columns are start, end, label and perhaps stream")]
    [InlineData("start,end,label\n0,1,\"a\n", "labels.csv, line 2: the quotes don't match; write a quote inside quotes twice")]
    [InlineData("start,end,label\n0,1,\0\n", "labels.csv, line 2: it is not a line of UTF-8 text; a row is start,end,label in UTF-8")]
    [InlineData("", "labels.csv: it is empty; a file of label intervals starts with the row start,end,label")]
    public void A_bad_file_is_told_in_one_line(string text, string message) =>
        Assert.Equal(message, Assert.Throws<InputException>(() => Read(text)).Message);

    private static LabelIntervals Read(string text) =>
        LabelIntervals.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "labels.csv", EventTimeUnit.S);
}
