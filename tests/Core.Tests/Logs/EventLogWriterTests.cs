using FsCheck;
using FsCheck.Fluent;
using StreamHost.Core.Logs;
using StreamHost.Core.Signals;

namespace StreamHost.Core.Tests.Logs;

public sealed class EventLogWriterTests
{
    private static readonly string[] Features = ["cpu", "disk, \"a\"", " net"];

    private static readonly Gen<float> Values =
        Gen.Choose(int.MinValue, int.MaxValue).Select(BitConverter.Int32BitsToSingle).Select(value => float.IsFinite(value) ? value : float.NaN);

    private static readonly Gen<string> Names = Gen.Frequency(
        (3, Gen.Elements("a", "b c", " a", "x,\"y\"", "\"", "ä\u20AC", "\uD83D\uDE00", ",")),
        (1, Gen.NonEmptyListOf(Gen.Choose(1, 0xD7FF)).Select(units => string.Concat(units.Select(unit => (char)unit)).ReplaceLineEndings("|")).Where(name => !name.ContainsAny(['\r', '\n']))));

    private static readonly Arbitrary<(string Stream, int Step, float[] Values, string? Label)[]> Events = Arb.From(
        Gen.ArrayOf(
            from stream in Names
            from step in Gen.Choose(0, int.MaxValue)
            from values in Gen.ArrayOf(Values, Features.Length)
            from label in Gen.OrNull(Names)
            select (stream, step, values, (string?)label)));

    [Theory]
    [InlineData(EventLogFormat.Csv)]
    [InlineData(EventLogFormat.Jsonl)]
    public void What_is_written_is_read_back_to_the_same_bits(EventLogFormat format) =>
        Prop.ForAll(Events, events =>
        {
            var table = new StreamTable();
            var bytes = Write(format, table, events);
            using var log = EventLogReader.Open(new MemoryStream(bytes), "log", new EventLogOptions { Format = format, Features = Features }, table);
            long time = -5_000_000_000;
            foreach (var (stream, step, values, label) in events)
            {
                time += step;
                Assert.True(log.Read());
                Assert.Equal((stream, time, label), (log.Stream.Name, log.EventTime, log.Label));
                Assert.Equal(Array.ConvertAll(values, BitConverter.SingleToInt32Bits), Array.ConvertAll(log.Values.ToArray(), BitConverter.SingleToInt32Bits));
            }
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(EventLogFormat.Csv)]
    [InlineData(EventLogFormat.Jsonl)]
    public void A_log_cut_off_anywhere_is_read_as_far_as_it_goes_or_refused(EventLogFormat format)
    {
        var bytes = Write(format, new StreamTable(), [("a", 1, [1, 2, float.NaN], "x,\"y\""), ("ä", 2, [0.1f, -2e-20f, 3], null)]);
        for (var length = 0; length < bytes.Length; length++)
        {
            var error = Record.Exception(() =>
            {
                using var log = EventLogReader.Open(new MemoryStream(bytes, 0, length), "log", new EventLogOptions { Format = format }, new StreamTable());
                while (log.Read())
                {
                }
            });
            Assert.True(error is null or InputException, $"{length}: {error}");
        }
    }

    [Theory]
    [InlineData(EventLogFormat.Csv)]
    [InlineData(EventLogFormat.Jsonl)]
    public void Writing_allocates_nothing_after_warm_up(EventLogFormat format)
    {
        using var log = EventLogWriter.Create(Stream.Null, "log", format, Features);
        var stream = new StreamTable().Intern("a");
        float[] values = [1, 0.1f, float.NaN];
        for (var i = 0; i < 1_000; i++)
            log.Write(stream, i, values, "label");

        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 10_000; i++)
                log.Write(stream, i, values, "label");
        }));
    }

    [Theory]
    [InlineData(EventLogFormat.Csv, 10)]
    [InlineData(EventLogFormat.Csv, 70_001)]
    [InlineData(EventLogFormat.Jsonl, 100_000)]
    [InlineData(EventLogFormat.Jsonl, 200_003)]
    public void A_disk_that_fills_up_leaves_a_log_of_whole_rows_and_says_how_many(EventLogFormat format, int capacity)
    {
        var disk = new SmallDisk(capacity);
        var table = new StreamTable();
        var error = Assert.Throws<WorkFailedException>(() =>
        {
            using var log = EventLogWriter.Create(disk, "log", format, Features);
            for (var i = 0; i < 10_000; i++)
                log.Write(table.Intern("a"), i, [i, 0.5f, 1], "label");
        });

        var kept = 0;
        if (disk.Contents.Length > 0)
        {
            using var log = EventLogReader.Open(new MemoryStream(disk.Contents), "log", new EventLogOptions { Format = format }, table);
            while (log.Read())
                Assert.Equal(kept++, log.Values[0]);
        }

        Assert.Equal(capacity > 1_000, kept > 100);
        Assert.Equal($"log: it can't be written (No space left on device); its first {kept} events were kept; make room on the disk, then record again", error.Message);
        Assert.True(disk.IsClosed);
    }

    [FullDeviceFact]
    public void A_full_device_fails_the_work()
    {
        using var folder = new TemporaryFolder();
        File.CreateSymbolicLink(folder.File("log.csv"), "/dev/full");
        var log = EventLogWriter.Create(folder.File("log.csv"), ["cpu"]);
        log.Write(new StreamTable().Intern("a"), 0, [1], null);
        var error = Assert.Throws<WorkFailedException>(log.Flush);
        Assert.Contains("its first 0 events were kept", error.Message, StringComparison.Ordinal);
        Assert.Throws<WorkFailedException>(() => log.Write(new StreamTable().Intern("a"), 0, [1], null));
        log.Dispose();
    }

    [Fact]
    public void A_file_is_read_back_with_default_options()
    {
        using var folder = new TemporaryFolder();
        var table = new StreamTable();
        using (var log = EventLogWriter.Create(folder.File("log.csv"), Features))
        {
            log.Write(table.Intern("a"), 1, [1, 2, 3], null);
            log.Flush();
            Assert.Equal(1, log.Kept);
        }

        using var read = EventLogReader.Open(folder.File("log.csv"), new EventLogOptions(), table);
        Assert.Equal(Features, read.Features);
        Assert.True(read.Read());
        Assert.Equal((1, "a"), (read.EventTime, read.Stream.Name));
    }

    [Fact]
    public void What_no_log_can_hold_is_refused()
    {
        var table = new StreamTable();
        using var log = EventLogWriter.Create(Stream.Null, "log.csv", EventLogFormat.Csv, ["a"]);
        Assert.Throws<ArgumentException>(() => log.Write(table.Intern("s"), 0, [1, 2], null));
        Assert.Throws<ArgumentException>(() => log.Write(table.Intern("s"), 0, [float.PositiveInfinity], null));
        var error = Assert.Throws<InputException>(() => log.Write(table.Intern("s\nt"), 0, [1], null));
        Assert.Equal("log.csv: the name \"s\\u000at\" holds a line break or a zero; choose another name, or write .jsonl", error.Message);
        Assert.Throws<InputException>(() => EventLogWriter.Create(Stream.Null, "log", EventLogFormat.Jsonl, ["time"]));
        Assert.Throws<InputException>(() => EventLogWriter.Create(Stream.Null, "log", EventLogFormat.Jsonl, []));
        Assert.Throws<WorkFailedException>(() => EventLogWriter.Create("/no/such/folder/log.csv", ["a"]));
        Assert.Throws<InputException>(() => EventLogWriter.Create("log.txt", ["a"]));
    }

    private static byte[] Write(EventLogFormat format, StreamTable table, (string Stream, int Step, float[] Values, string? Label)[] events)
    {
        var bytes = new MemoryStream();
        using (var log = EventLogWriter.Create(bytes, "log", format, Features))
        {
            long time = -5_000_000_000;
            foreach (var (stream, step, values, label) in events)
                log.Write(table.Intern(stream), time += step, values, label);
        }

        return bytes.ToArray();
    }
}
