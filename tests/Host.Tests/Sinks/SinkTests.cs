using System.Text;
using System.Text.Json;
using StreamHost.Core;
using StreamHost.Core.Models;
using StreamHost.Core.Signals;
using StreamHost.Host.Sinks;
using StreamHost.Host.Sinks.Csv;
using StreamHost.Host.Sinks.Jsonl;
using StreamHost.Host.Sinks.Screen;

namespace StreamHost.Host.Tests.Sinks;

public sealed class SinkTests
{
    private static readonly ModelIdentity Model = new("m", 3, new string('a', 64), ["idle", "say \"hi\""]);

    private readonly StreamTable _streams = new();

    [Fact]
    public void A_classification_becomes_one_JSON_line()
    {
        using var memory = new MemoryStream();
        var sink = new JsonlSink(new TextFile(memory, "x"), Model);
        sink.Write([Make("a\nb", 1, true), Make("c", -1, false)]);
        sink.Flush();
        var lines = Encoding.UTF8.GetString(memory.ToArray()).Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.Equal(
            """{"stream":"a\nb","from":1.500000000,"to":2.000000001,"label":"say \u0022hi\u0022","onset":true,"probabilities":{"idle":0.250000,"say \u0022hi\u0022":0.750000},"raw":{"idle":0.125000,"say \u0022hi\u0022":0.875000},"model":"m/3","sha256":"aaaaaaaaaaaa"}""",
            lines[0]);
        Assert.Equal(JsonValueKind.Null, JsonElement.Parse(lines[1]).GetProperty("label").ValueKind);
    }

    [Fact]
    public void A_classification_becomes_one_CSV_row()
    {
        using var memory = new MemoryStream();
        var sink = new CsvSink(new TextFile(memory, "x"), Model);
        sink.Write([Make("a,b", 1, true), Make("c", -1, false)]);
        sink.Flush();
        Assert.Equal(
            """
            stream,from,to,label,onset,idle,"say ""hi""\u0022,raw.idle,"raw.say ""hi""\u0022
            "a,b",1.500000000,2.000000001,"say ""hi""\u0022,1,0.250000,0.750000,0.125000,0.875000
            c,1.500000000,2.000000001,,0,0.250000,0.750000,0.125000,0.875000

            """.Replace("\\u0022", "\"", StringComparison.Ordinal),
            Encoding.UTF8.GetString(memory.ToArray()));
    }

    [Fact]
    public void Each_JSON_line_names_the_version_that_spoke()
    {
        using var memory = new MemoryStream();
        var sink = new JsonlSink(new TextFile(memory, "x"), Model);
        var newer = Model with { Version = int.MaxValue, WeightsSha256 = new string('b', 64) };
        sink.Write([Make("a", 1, true), Make("a", 1, false) with { Model = newer }, Make("a", 1, false)]);
        sink.Flush();
        var lines = Encoding.UTF8.GetString(memory.ToArray()).TrimEnd('\n').Split('\n').Select(line => JsonElement.Parse(line)).ToList();
        Assert.Equal(["m/3", "m/2147483647", "m/3"], lines.Select(line => line.GetProperty("model").GetString()));
        Assert.Equal(["aaaaaaaaaaaa", "bbbbbbbbbbbb", "aaaaaaaaaaaa"], lines.Select(line => line.GetProperty("sha256").GetString()));
    }

    [Fact]
    public void A_stream_without_a_model_is_said_with_the_reason()
    {
        var reason = new string('x', 5000) + "\"";
        var row = new Classification(_streams.Intern("a"), 1_500_000_000, 2_000_000_001, 0, 0, Model, -1, false, new float[4]) { Unavailable = reason };
        using var memory = new MemoryStream();
        var sink = new JsonlSink(new TextFile(memory, "x"), Model);
        sink.Write([row, Make("b", 0, true)]);
        sink.Flush();
        var lines = Encoding.UTF8.GetString(memory.ToArray()).TrimEnd('\n').Split('\n').Select(line => JsonElement.Parse(line)).ToList();
        Assert.Equal(JsonValueKind.Null, lines[0].GetProperty("label").ValueKind);
        Assert.Equal(reason, lines[0].GetProperty("unavailable").GetString());
        Assert.False(lines[1].TryGetProperty("unavailable", out _));
    }

    [Fact]
    public void In_CSV_a_stream_without_a_model_has_neither_label_nor_probabilities()
    {
        using var memory = new MemoryStream();
        var sink = new CsvSink(new TextFile(memory, "x"), Model);
        sink.Write([Make("a", -1, false) with { Unavailable = "walk/2 was taken out" }]);
        sink.Flush();
        Assert.EndsWith("\na,1.500000000,2.000000001,,0,,,,\n", Encoding.UTF8.GetString(memory.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void That_a_stream_has_no_model_is_one_plain_line_until_it_has_one_again()
    {
        using var writer = new StringWriter();
        var sink = new LabelLinesSink(writer);
        var away = Make("a", -1, false) with { Unavailable = "walk/2 was taken out" };
        sink.Write([away, away, Make("a", 0, true), away]);
        Assert.Equal(
            "00:00:02.000 a unavailable: walk/2 was taken out\n00:00:02.000 a idle 0.25\n00:00:02.000 a unavailable: walk/2 was taken out\n", writer.ToString());
    }

    [Fact]
    public void Only_a_new_label_is_a_plain_line()
    {
        using var writer = new StringWriter();
        new LabelLinesSink(writer).Write([Make("a", 0, true), Make("a", 0, false), Make("b", 1, true)]);
        Assert.Equal("00:00:02.000 a idle 0.25\n00:00:02.000 b say \"hi\" 0.75\n", writer.ToString());
    }

    [Fact]
    public void Probabilities_are_rounded_to_six_decimals()
    {
        var room = new byte[64];
        var text = new LineText(room);
        foreach (var value in new[] { 0f, 1f, 0.9999999f, 0.1234565f, 1.5f, -1f })
            text.Probability(value);
        Assert.Equal("0.0000001.0000001.0000000.1234561.0000000.000000".Length, text.Length);
        Assert.StartsWith("0.0000001.0000001.0000000.12345", Encoding.ASCII.GetString(room), StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_allocates_nothing()
    {
        var sink = new JsonlSink(new TextFile(Stream.Null, "x"), Model);
        var newer = Model with { Version = 4 };
        var rows = Enumerable.Range(0, 64).Select(i => Make($"s{i}", 0, false) with { Model = i % 2 == 0 ? Model : newer, Unavailable = i % 3 == 0 ? "why" : null }).ToArray();
        sink.Write(rows);
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 1000; i++)
                sink.Write(rows);
        }));
    }

    [Fact]
    public void A_disk_that_is_full_keeps_whole_lines_and_says_how_many()
    {
        using var disk = new SmallDisk(1000);
        var file = new TextFile(disk, "x.jsonl");
        var sink = new JsonlSink(file, Model);
        sink.Write([.. Enumerable.Range(0, 40).Select(i => Make($"s{i}", 0, false))]);
        var exception = Assert.Throws<WorkFailedException>(sink.Flush);
        var kept = Encoding.UTF8.GetString(disk.ToArray());
        Assert.EndsWith("\n", kept, StringComparison.Ordinal);
        Assert.Contains($"its first {kept.Count(unit => unit == '\n')} lines are kept", exception.Message, StringComparison.Ordinal);
        file.Dispose();
    }

    private Classification Make(string stream, int label, bool isOnset) => new(
        _streams.Intern(stream), 1_500_000_000, 2_000_000_001, 0, 0, Model, label, isOnset, [0.25f, 0.75f, 0.125f, 0.875f]);

    /// <summary>Takes so many bytes and then no more.</summary>
    private sealed class SmallDisk(int capacity) : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count)
        {
            base.Write(buffer, offset, Math.Min(count, capacity - (int)Length));
            if (Length == capacity)
                throw new IOException("No space left on device");
        }
    }
}
