using System.Text;
using StreamHost.Core.Logs;
using StreamHost.Core.Signals;

namespace StreamHost.Core.Tests.Logs;

/// <summary>What a user is told of every kind of bad row, to the letter.</summary>
public sealed class BadRowTests
{
    private const string Number = "write a number such as 0.5, or leave the cell empty where it was not measured";
    private const string JsonNumber = "write a number such as 0.5, or null where it was not measured";
    private const string Time = "write the seconds since 1970 as a number, such as 1423072260.5, or choose another timeUnit";
    private const string Shape = "a row is {\"time\": 12.5, \"stream\": \"a\", \"values\": {\"cpu\": 0.5}}";

    [Theory]
    [InlineData("time,cpu\n1,2\n2,abc\n", "file.csv, line 3, column \"cpu\": \"abc\" is not a number; " + Number)]
    [InlineData("time,cpu\n1,1e39\n", "file.csv, line 2, column \"cpu\": \"1e39\" is beyond a float's range; write a number between -3.4e38 and 3.4e38, or leave the cell empty where it was not measured")]
    [InlineData("time,cpu\n1,-Infinity\n", "file.csv, line 2, column \"cpu\": \"-Infinity\" is beyond a float's range; write a number between -3.4e38 and 3.4e38, or leave the cell empty where it was not measured")]
    [InlineData("time,cpu\n1\n", "file.csv, line 2: the row has 1 cells; the header has 2; a cell with a comma in it stands in quotes")]
    [InlineData("time,cpu\n1,2,3\n", "file.csv, line 2: the row has 3 cells; the header has 2; a cell with a comma in it stands in quotes")]
    [InlineData("", "file.csv: it is empty; a log has at least one line")]
    [InlineData("when,cpu\n1,2\n", "file.csv, line 1: there is no column \"time\"; the columns, separated by commas, are \"when\", \"cpu\"")]
    [InlineData("time;cpu\n1;2\n", "file.csv, line 1: there is no column \"time\"; the columns, separated by commas, are \"time;cpu\"")]
    [InlineData("time,cpu,cpu\n1,2,3\n", "file.csv, line 1: the column \"cpu\" stands twice; every column has a name of its own")]
    [InlineData("time,\n1,2\n", "file.csv, line 1: column 2 has no name; the first row names every column")]
    [InlineData("time,stream,label\n", "file.csv, line 1: there is no column of values; a log has at least one column beside time, stream and label")]
    [InlineData("time,\"cpu\n1,2\n", "file.csv, line 1: the quotes of column 2 don't match; write a quote inside quotes twice")]
    [InlineData("time,cpu\n10,1\n9.5,1\n", "file.csv, line 3, column \"time\": the time is 0.5 s before the latest of stream \"file\"; times of a stream go back at most 0 s; sort the log or raise maxBackward")]
    [InlineData("time,cpu\n10,1\n200010,1\n", "file.csv, line 3, column \"time\": the time is 200000 s after the latest of stream \"file\"; times of a stream jump at most 86400 s; check timeUnit, or raise maxForward")]
    [InlineData("time,cpu\nnoon,1\n", "file.csv, line 2, column \"time\": \"noon\" is not a time; " + Time)]
    [InlineData("time,cpu\n1e30,1\n", "file.csv, line 2, column \"time\": \"1e30\" is not a time; " + Time)]
    [InlineData("time,cpu\nNaN,1\n", "file.csv, line 2, column \"time\": \"NaN\" is not a time; " + Time)]
    [InlineData("time,cpu\n,1\n", "file.csv, line 2, column \"time\": the time is missing; every event has a time")]
    [InlineData("time,stream,cpu\n1,,1\n", "file.csv, line 2, column \"stream\": the stream has no name; name it with a text, or leave the column out where there is one stream")]
    [InlineData("time,stream,cpu\n1,\"a,1\n", "file.csv, line 2, column \"stream\": the quotes don't end on the line; close them, and write a quote inside quotes twice")]
    [InlineData("time,stream,cpu\n1,\"a\"b,1\n", "file.csv, line 2, column \"stream\": text follows the closing quote; put the whole cell into quotes, and write a quote inside quotes twice")]
    [InlineData("time,cpu\n1,\0\n", "file.csv, line 2: byte 3 is zero; a log is text; the file may be damaged or in UTF-16")]
    public void A_bad_csv_log_is_told_in_one_line(string text, string message) => Assert.Equal(message, Refused("file.csv", Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("{\"time\":1,\"values\":{\"cpu\":\"abc\"}}", "file.jsonl, line 1, key \"cpu\": \"abc\" is not a number; " + JsonNumber)]
    [InlineData("{\"time\":1,\"values\":{\"cpu\":1e39}}", "file.jsonl, line 1, key \"cpu\": \"1e39\" is beyond a float's range; write a number between -3.4e38 and 3.4e38, or null where it was not measured")]
    [InlineData("{\"time\":1,\"values\":{\"cpu\":1,\"cpu\":2}}", "file.jsonl, line 1, key \"cpu\": the key stands twice; every key stands once in a row")]
    [InlineData("{\"time\":1,\"time\":2,\"values\":{\"cpu\":1}}", "file.jsonl, line 1, key \"time\": the key stands twice; every key stands once in a row")]
    [InlineData("{\"values\":{\"cpu\":1}}", "file.jsonl, line 1, key \"time\": the time is missing; every event has a time")]
    [InlineData("{\"time\":\"1\",\"values\":{\"cpu\":1}}", "file.jsonl, line 1, key \"time\": \"1\" is not a time; " + Time)]
    [InlineData("{\"time\":1,\"stream\":7,\"values\":{\"cpu\":1}}", "file.jsonl, line 1, key \"stream\": the stream has no name; name it with a text, or leave the column out where there is one stream")]
    [InlineData("{\"time\":1,\"label\":7,\"values\":{\"cpu\":1}}", "file.jsonl, line 1, key \"label\": \"7\" is of the wrong kind; a label is a text, values are an object of numbers")]
    [InlineData("{\"time\":1,\"values\":{\"cpu\":1}}\n{\"time\":2}", "file.jsonl, line 2: the row has no values; " + Shape)]
    [InlineData("{\"time\":1,\"values\":{\"cpu\":1}}\n{\"time\":2,\"values\":{\"gpu\":1}}", "file.jsonl, line 2: \"gpu\" is not among the values of the first row; name the features in the options, or log every value in the first row, with null where not measured")]
    [InlineData("{\"time\":1,\"values\":{\"cpu\":1}}\n{\"time\":2,\"val", "file.jsonl, line 2: \"{\\\"time\\\":2,\\\"val\" is not a JSON object; " + Shape)]
    [InlineData("{\"time\":1,\"values\":{\"cpu\":1}}\n[]", "file.jsonl, line 2: \"[]\" is not a JSON object; " + Shape)]
    [InlineData("", "file.jsonl: it is empty; a log has at least one line")]
    [InlineData("\n\n", "file.jsonl: no row has values; name the features in the options, or log at least one good row")]
    public void A_bad_jsonl_log_is_told_in_one_line(string text, string message) =>
        Assert.Equal(message.Replace("\\\"", "\"", StringComparison.Ordinal), Refused("file.jsonl", Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Text_that_is_not_UTF_8_is_told()
    {
        Assert.Equal("file.csv, line 2: it is not UTF-8 text; save the file as UTF-8", Refused("file.csv", [.. "time,cpu\n1,"u8, 0xE4, (byte)'\n']));
        Assert.Equal("file.csv, line 1: it is not UTF-8 text; save the file as UTF-8", Refused("file.csv", [0xFF, 0xFE, (byte)'t', (byte)'i']));
    }

    [Fact]
    public void A_missing_file_an_unknown_ending_and_wrong_options_are_told()
    {
        Assert.Equal("none.csv: there is no such file; give the path of a file that exists", Message(() => EventLogReader.Open("none.csv", new EventLogOptions(), new StreamTable())));
        Assert.Equal("file.txt: the ending \".txt\" tells no format; use .csv or .jsonl, or say which format it is", Refused("file.txt", []));
        Assert.Equal("file.csv: maxLineBytes is out of range; The field MaxLineBytes must be between 256 and 1073741824", Refused("file.csv", [], new EventLogOptions { MaxLineBytes = -1 }));
        Assert.Equal("file.csv: maxForward is out of range; The field MaxForward must be between 1E-09 and 1000000000", Refused("file.csv", [], new EventLogOptions { MaxForward = double.NaN }));
        Assert.Equal("file.csv, line 1: there is no column \"gpu\"; the columns, separated by commas, are \"time\", \"cpu\"", Refused("file.csv", "time,cpu\n"u8.ToArray(), new EventLogOptions { Features = ["gpu"] }));
        Assert.Contains("asked for twice", Refused("file.csv", [], new EventLogOptions { Features = ["a", "a"] }), StringComparison.Ordinal);
        Assert.Contains("features is empty", Refused("file.csv", [], new EventLogOptions { Features = [] }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_header_ends_the_reading_even_where_rows_are_skipped()
    {
        var message = Refused("file.csv", [.. "time,"u8, 0, .. "\ntime,cpu\n"u8], new EventLogOptions { OnBadRow = BadRowPolicy.Skip });
        Assert.Equal("file.csv, line 1: byte 6 is zero; a log is text; the file may be damaged or in UTF-16", message);
    }

    private static string Refused(string name, byte[] bytes, EventLogOptions? options = null) => Message(() =>
    {
        using var log = EventLogReader.Open(new MemoryStream(bytes), name, options ?? new EventLogOptions(), new StreamTable());
        while (log.Read())
        {
        }
    });

    private static string Message(Action action) => Assert.Throws<InputException>(action).Message;
}
