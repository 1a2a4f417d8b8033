using System.Buffers.Binary;
using System.IO.Compression;
using StreamHost.Core;
using StreamHost.Core.Logs;
using StreamHost.Core.Signals;
using StreamHost.Training.Datasets;

namespace StreamHost.Training.Tests.Datasets;

public sealed class DatasetTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streamhost").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [DataFact]
    public void All_of_ET_sMNIST_is_read()
    {
        var data = new EtSmnistOptions { Folder = Path.Combine(ReferenceData.Data!, "et_smnist") }.Read(".");
        Assert.Equal(60_000, data.Training.Count);
        Assert.Equal(10_000, data.Test["test"].Count);
        Assert.Equal(105, data.Training.Concat(data.Test["test"]).Max(recording => recording.Count));
        Assert.All(data.Training.Take(100), recording => Assert.Equal(0, recording.Times[0]));
    }

    [DataFact]
    public void All_of_UCI_occupancy_is_read_and_cut_at_midnight()
    {
        var data = new OccupancyOptions { Folder = "${STREAMHOST_TEST_NOWHERE:-" + Path.Combine(ReferenceData.Data!, "uci_occupancy") + "}" }.Read(".");
        Assert.Equal(8_143, data.Training.Sum(recording => recording.Count));
        Assert.True(data.Training.Count > 5);
        Assert.Equal(2_665, data.Test["datatest"].Single().Count);
        Assert.Equal(9_752, data.Test["datatest2"].Single().Count);
        Assert.Equal(585.2f, data.Test["datatest"][0].Values[2]);
    }

    [Fact]
    public void An_ET_sMNIST_example_becomes_events_in_pixels()
    {
        var path = WriteEtSmnist(Example(7, (1, 0), (100, 1), (3, 0)));
        var recording = Assert.Single(EtSmnistReader.Read(path, 10));
        Assert.Equal(7, recording.Label);
        Assert.Equal([0, 100 * UnixTime.Second, 103 * UnixTime.Second], recording.Times);
        Assert.Equal([0f, 1f, 0f], recording.Values);
    }

    [Fact]
    public void A_torn_or_foreign_ET_sMNIST_file_is_one_line()
    {
        var good = WriteEtSmnist(Example(7, (1, 0), (100, 1)));
        var path = WriteEtSmnist(Example(7, (1, 0), (100, 1))[..^1]);
        Assert.Contains("it ends inside", Assert.Throws<InputException>(() => EtSmnistReader.Read(path, 10)).Message, StringComparison.Ordinal);
        Assert.Contains("labels are 0 to 9", Assert.Throws<InputException>(() => EtSmnistReader.Read(WriteEtSmnist(Example(12, (1, 0))), 10)).Message, StringComparison.Ordinal);
        File.WriteAllText(good, "no gzip");
        Assert.Contains("it can't be read", Assert.Throws<InputException>(() => EtSmnistReader.Read(good, 10)).Message, StringComparison.Ordinal);
        Assert.Throws<InputException>(() => EtSmnistReader.Read("nowhere.bin.gz", 10));
    }

    [Theory]
    [InlineData("\"1\",\"2015-02-04 17:51:00\",1,2,3", "line 2: it has 5 cells; a row has 8")]
    [InlineData("\"1\",\"yesterday\",1,2,3,4,5,1", "line 2: \"yesterday\" is not a time; write 2015-02-04 17:51:00, between 1970 and 2261")]
    [InlineData("\"1\",\"9999-02-04 17:51:00\",1,2,3,4,5,1", "line 2: \"9999-02-04 17:51:00\" is not a time")]
    [InlineData("\"1\",\"2015-02-04 17:51:00\",1,x,3,4,5,1", "line 2, column \"Humidity\": \"x\" is not a number; write a decimal number")]
    [InlineData("\"1\",\"2015-02-04 17:51:00\",1,2,3,4,5,2", "line 2: occupancy \"2\" is not a label; it is 0 or 1")]
    public void A_bad_occupancy_row_is_said_with_its_line(string row, string message)
    {
        var path = Write("datatest.txt", "\"date\",\"Temperature\",\"Humidity\",\"Light\",\"CO2\",\"HumidityRatio\",\"Occupancy\"\n" + row + "\n");
        Assert.Contains(message, Assert.Throws<InputException>(() => OccupancyReader.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Logs_give_a_recording_for_each_stream_with_labels_by_name()
    {
        Write("a.csv", "time,stream,x,label\n1,one,5,walk\n2,two,6,sit\n3,one,7,\n");
        var data = new EventLogDatasetOptions { Train = ["."] }.Read(_folder);
        Assert.Equal(["sit", "walk"], data.Labels);
        Assert.Equal(["a.csv one", "a.csv two"], data.Training.Select(recording => recording.Name));
        Assert.Equal([1, -1], data.Training[0].Labels);
        Assert.Equal([5f, 7f], data.Training[0].Values);
        Assert.Single(data.Files);
    }

    [Fact]
    public void Labels_may_stand_beside_a_log_as_intervals()
    {
        Write("a.csv", "time,x\n1,5\n2,6\n3,7\n");
        Write("a.labels.csv", "start,end,label\n1.5,2.5,run\n");
        var data = new EventLogDatasetOptions { Train = ["a.csv"], Labels = ["rest", "run"] }.Read(_folder);
        Assert.Equal([-1, 1, -1], data.Training.Single().Labels);
        Assert.Equal(["a.csv", "a.labels.csv"], data.Files.Select(file => file.Name));
    }

    [Fact]
    public void A_log_is_not_tested_on_what_it_taught()
    {
        Write("a.csv", "time,x,label\n1,5,a\n");
        Write("b.csv", "time,x,label\n1,5,b\n");
        var options = new EventLogDatasetOptions { Train = ["."], Test = ["b.csv"] };
        var exception = Assert.Throws<InputException>(() => options.Read(_folder));
        Assert.StartsWith(Path.Combine(_folder, "b.csv"), exception.Message, StringComparison.Ordinal);
        Assert.Single((options with { Train = ["a.csv"] }).Read(_folder).Test["test"]);
    }

    [Fact]
    public void Events_that_a_log_may_hold_out_of_order_are_put_in_order()
    {
        Write("a.csv", "time,x,y,label\n1,1,10,a\n3,3,30,c\n2,2,20,b\n3,4,40,d\n");
        var log = new EventLogOptions { MaxBackward = 5 };
        var recording = new EventLogDatasetOptions { Train = ["a.csv"], Log = log }.Read(_folder).Training.Single();
        Assert.Equal([1, 2, 3, 3], recording.Times.Select(time => time / UnixTime.Second));
        Assert.Equal([1f, 10, 2, 20, 3, 30, 4, 40], recording.Values);
        Assert.Equal([0, 1, 2, 3], recording.Labels);
    }

    [Fact]
    public void Logs_of_other_values_unknown_labels_and_missing_files_are_refused()
    {
        Write("a.csv", "time,x,label\n1,5,a\n");
        Write("b.csv", "time,y,label\n1,5,b\n");
        Assert.Contains("all logs have the same", Message(["a.csv", "b.csv"]), StringComparison.Ordinal);
        Assert.Contains("label \"a\" is not among the preset's", Message(["a.csv"], ["b", "c"]), StringComparison.Ordinal);
        Assert.Contains("\"a\" stands there twice", Message(["a.csv"], ["a", "b", "a"]), StringComparison.Ordinal);
        Assert.Contains("no log is there", Message(["*.jsonl"]), StringComparison.Ordinal);
        Assert.Contains("STREAMHOST_TEST_NOWHERE is not set", Message(["${STREAMHOST_TEST_NOWHERE}/a.csv"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_variable_that_names_itself_is_refused()
    {
        Environment.SetEnvironmentVariable("STREAMHOST_TEST_SELF", "${STREAMHOST_TEST_SELF}");
        Assert.Contains("is not a variable's name in braces", Message(["${STREAMHOST_TEST_SELF}/a.csv"]), StringComparison.Ordinal);
        Assert.Contains("is not a variable's name in braces", Message(["${a b}/a.csv"]), StringComparison.Ordinal);
    }

    private string Message(string[] train, string[]? labels = null) =>
        Assert.Throws<InputException>(() => new EventLogDatasetOptions { Train = train, Labels = labels }.Read(_folder)).Message;

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static byte[] Example(byte label, params (int Elapsed, int Bit)[] events)
    {
        var bytes = new byte[8 + 3 + (2 * events.Length)];
        "ETSM"u8.CopyTo(bytes);
        bytes[4] = 1;
        bytes[8] = label;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(9), (ushort)events.Length);
        for (var i = 0; i < events.Length; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(11 + (2 * i)), (ushort)((events[i].Elapsed * 2) + events[i].Bit));
        return bytes;
    }

    private string WriteEtSmnist(byte[] bytes)
    {
        var path = Path.Combine(_folder, $"{Guid.NewGuid():N}.bin.gz");
        using var file = File.Create(path);
        using var gzip = new GZipStream(file, CompressionLevel.Fastest);
        gzip.Write(bytes);
        return path;
    }
}
