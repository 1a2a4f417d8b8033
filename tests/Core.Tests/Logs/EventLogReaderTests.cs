using System.Text;
using StreamHost.Core.Logs;
using StreamHost.Core.Signals;

namespace StreamHost.Core.Tests.Logs;

public sealed class EventLogReaderTests
{
    [Fact]
    public void A_csv_log_is_read_row_by_row()
    {
        using var log = Csv("time,stream,cpu,label,disk\n12.5,a,0.5,idle,\n13,b,-1e-3,,2\n");
        Assert.Equal(["cpu", "disk"], log.Features);
        Assert.True(log.Read());
        Assert.Equal(("a", 12_500_000_000, "idle", 2), (log.Stream.Name, log.EventTime, log.Label, log.Line));
        Assert.Equal([0.5f, float.NaN], log.Values.ToArray());
        Assert.True(log.Read());
        Assert.Equal(("b", 13_000_000_000, null), (log.Stream.Name, log.EventTime, log.Label));
        Assert.Equal([-1e-3f, 2], log.Values.ToArray());
        Assert.False(log.Read());
        Assert.False(log.Read());
    }

    [Fact]
    public void A_jsonl_log_is_read_row_by_row()
    {
        using var log = Jsonl("""
            {"time": 12.5, "stream": "a", "label": "idle", "values": {"cpu": 0.5, "disk": null}}

            {"values": {"disk": 2}, "extra": [1, {"x": 2}], "time": 13, "label": null}
            """);
        Assert.Equal(["cpu", "disk"], log.Features);
        Assert.True(log.Read());
        Assert.Equal(("a", 12_500_000_000, "idle"), (log.Stream.Name, log.EventTime, log.Label));
        Assert.Equal([0.5f, float.NaN], log.Values.ToArray());
        Assert.True(log.Read());
        Assert.Equal(("log", 13_000_000_000, null, 3), (log.Stream.Name, log.EventTime, log.Label, log.Line));
        Assert.Equal([float.NaN, 2], log.Values.ToArray());
        Assert.False(log.Read());
    }

    [Fact]
    public void Features_asked_for_are_read_in_that_order_and_others_left_out()
    {
        var options = new EventLogOptions { Features = ["b", "a"] };
        using var csv = Csv("time,a,text,b\n1,2,word,3", options);
        Assert.True(csv.Read());
        Assert.Equal([3f, 2], csv.Values.ToArray());
        Assert.Equal("log", csv.Stream.Name);
        using var jsonl = Jsonl("""{"time":1,"values":{"a":2,"text":"word","b":3}}""", options);
        Assert.True(jsonl.Read());
        Assert.Equal([3f, 2], jsonl.Values.ToArray());
    }

    [Theory]
    [InlineData("\uFEFFtime,a\r\n1,2\r\n\r\n2,3\r\n")]
    [InlineData("time,a\n1,2\n2,3")]
    [InlineData("\"time\",\"a\"\n\"1\",\"2\"\n2 ,\t3")]
    public void Line_breaks_byte_order_marks_and_quotes_of_all_kinds_are_read(string text)
    {
        using var log = Csv(text);
        Assert.True(log.Read());
        Assert.Equal(2f, log.Values[0]);
        Assert.True(log.Read());
        Assert.Equal((2_000_000_000, 3f), (log.EventTime, log.Values[0]));
        Assert.False(log.Read());
    }

    [Fact]
    public void Quoted_cells_hold_commas_and_quotes()
    {
        using var log = Csv("time,\"a, \"\"b\"\"\",stream\n1,2,\" x, \"\"y\"\"\"\n");
        Assert.Equal(["a, \"b\""], log.Features);
        Assert.True(log.Read());
        Assert.Equal(" x, \"y\"", log.Stream.Name);
    }

    [Fact]
    public void Escaped_json_keys_and_texts_are_understood()
    {
        using var log = Jsonl("""{"t\u0069me":1,"stream":"\u00e4\n","label":"\"","values":{"\u0061":2}}""", new EventLogOptions { Features = ["a"] });
        Assert.True(log.Read());
        Assert.Equal(("ä\n", "\"", 2f), (log.Stream.Name, log.Label, log.Values[0]));
    }

    [Fact]
    public void Values_are_matched_by_name_in_any_order()
    {
        using var log = Jsonl("""
            {"time":1,"values":{"a":1,"b":2,"c":3}}
            {"time":2,"values":{"c":3,"a":1,"b":2}}
            {"time":3,"values":{"b":2}}
            {"time":4,"values":{"c":3,"b":2,"a":1}}
            """);
        Assert.True(log.Read());
        Assert.True(log.Read());
        Assert.Equal([1f, 2, 3], log.Values.ToArray());
        Assert.True(log.Read());
        Assert.Equal([float.NaN, 2, float.NaN], log.Values.ToArray());
        Assert.True(log.Read());
        Assert.Equal([1f, 2, 3], log.Values.ToArray());
    }

    [Fact]
    public void A_row_may_go_back_within_the_limit_of_its_own_stream()
    {
        using var log = Csv("time,stream,a\n10,x,1\n9,x,1\n5,y,1\n8,x,1\n", new EventLogOptions { MaxBackward = 2 });
        while (log.Read())
        {
        }

        Assert.Equal(5, log.Line);
    }

    [Fact]
    public void A_line_without_end_is_refused_before_it_is_read_whole()
    {
        using var endless = new EndlessStream("time,a\n1,2\n"u8);
        using var log = EventLogReader.Open(endless, "log.csv", new EventLogOptions { MaxLineBytes = 100_000 }, new StreamTable());
        Assert.True(log.Read());
        var error = Assert.Throws<InputException>(() => log.Read());
        Assert.Equal("log.csv, line 3: the line has more than 100000 bytes; a row is one line; check that the file is a log, or raise maxLineBytes", error.Message);
        Assert.InRange(endless.Handed, 0, 300_000);
    }

    [Fact]
    public void Bad_rows_are_skipped_and_counted_where_the_options_say_so()
    {
        var text = $"time,a\n1,2\n2,x\n3,{new string('1', 300)}\n4\n4,1e99\n,1\n0,1\n200001.5,1\n1,\"\n5,7\n";
        using var log = Csv(text, new EventLogOptions { OnBadRow = BadRowPolicy.Skip, MaxLineBytes = 256 });
        Assert.True(log.Read());
        Assert.True(log.Read());
        Assert.Equal((5_000_000_000, 7f), (log.EventTime, log.Values[0]));
        Assert.False(log.Read());
        Assert.Equal(
            new SortedDictionary<string, long>
            {
                ["bad quotes"] = 1,
                ["line too long"] = 1,
                ["no time"] = 1,
                ["not a number"] = 1,
                ["number out of range"] = 1,
                ["time goes backwards"] = 1,
                ["time too far ahead"] = 1,
                ["wrong number of cells"] = 1,
            },
            new SortedDictionary<string, long>(log.Skipped.ToDictionary()));
    }

    [Fact]
    public void Skipping_finds_the_features_in_the_first_good_json_row()
    {
        using var log = Jsonl("nonsense\n[]\n{\"time\":1,\"values\":{\"a\":2}}\n", new EventLogOptions { OnBadRow = BadRowPolicy.Skip });
        Assert.True(log.Read());
        Assert.Equal(2f, log.Values[0]);
        Assert.Equal(2, log.Skipped.Values.Sum());
    }

    [Theory]
    [InlineData("log.csv", "time,a\n1,2\n")]
    [InlineData("log.jsonl", "{\"time\":1,\"values\":{\"a\":2}}\n")]
    public void Reading_allocates_nothing_after_warm_up(string name, string start)
    {
        var lines = start.Split('\n');
        var text = new StringBuilder(start);
        for (var i = 0; i < 20_000; i++)
            text.Append(lines[^2]).Append('\n');
        var rows = 0;
        Assert.Equal(0, Allocations.Of(() =>
        {
            var log = Open(name, text.ToString(), new EventLogOptions());
            for (rows = 0; rows < 1_000; rows++)
                Assert.True(log.Read());
            return () =>
            {
                while (log.Read())
                    rows++;
            };
        }));
        Assert.Equal(20_001, rows);
    }

    [Theory]
    [InlineData("2015-02-04 17:51:00", 1_423_072_260_000_000_000)]
    [InlineData("2015-02-04T17:51:00.25Z", 1_423_072_260_250_000_000)]
    [InlineData("2015-02-04T17:51:00.123456789+01:30", 1_423_066_860_123_456_789)]
    [InlineData("2015-02-04T17:51-0100", 1_423_075_860_000_000_000)]
    [InlineData("1970-01-01", 0)]
    [InlineData("1969-12-31T23:59:59", -1_000_000_000)]
    public void Dates_are_read_as_instants(string text, long expected)
    {
        var options = new EventLogOptions { TimeUnit = EventTimeUnit.Iso8601 };
        using var csv = Csv($"time,a\n{text},1\n", options);
        Assert.True(csv.Read());
        Assert.Equal(expected, csv.EventTime);
        using var jsonl = Jsonl($$$"""{"time":"{{{text}}}","values":{"a":1}}""", options);
        Assert.True(jsonl.Read());
        Assert.Equal(expected, jsonl.EventTime);
    }

    [Theory]
    [InlineData("2015-02-29 00:00:00")]
    [InlineData("2015-13-01 00:00:00")]
    [InlineData("2015-02-04 24:00:00")]
    [InlineData("2015-02-04 17:51:00 ")]
    [InlineData("2015-02-04 17:51:00X")]
    [InlineData("0001-01-01 00:00:00")]
    [InlineData("15")]
    public void What_is_no_date_is_refused(string text) =>
        Assert.Throws<InputException>(() =>
        {
            using var log = Csv($"time,a\n\"{text}\",1\n", new EventLogOptions { TimeUnit = EventTimeUnit.Iso8601 });
            log.Read();
        });

    [Theory]
    [InlineData(EventTimeUnit.S, "1423072260.123456789", 1_423_072_260_123_456_789)]
    [InlineData(EventTimeUnit.S, "1423072260.1234567894", 1_423_072_260_123_456_789)]
    [InlineData(EventTimeUnit.S, "1.5e3", 1_500_000_000_000)]
    [InlineData(EventTimeUnit.S, "-0.5", -500_000_000)]
    [InlineData(EventTimeUnit.Ms, "1.5", 1_500_000)]
    [InlineData(EventTimeUnit.Us, "1.5", 1_500)]
    [InlineData(EventTimeUnit.Ns, "9223372036854775807", long.MaxValue)]
    [InlineData(EventTimeUnit.Ns, "-9223372036854775808", long.MinValue)]
    public void Times_are_read_in_their_unit(EventTimeUnit unit, string text, long expected)
    {
        using var log = Csv($"time,a\n{text},1\n", new EventLogOptions { TimeUnit = unit });
        Assert.True(log.Read());
        Assert.Equal(expected, log.EventTime);
    }

    internal static EventLogReader Csv(string text, EventLogOptions? options = null) => Open("log.csv", text, options);

    internal static EventLogReader Jsonl(string text, EventLogOptions? options = null) => Open("log.jsonl", text, options);

    private static EventLogReader Open(string name, string text, EventLogOptions? options) =>
        EventLogReader.Open(new MemoryStream(Encoding.UTF8.GetBytes(text)), name, options ?? new EventLogOptions(), new StreamTable());
}
