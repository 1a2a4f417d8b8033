using System.Buffers.Binary;
using System.Text;
using StreamHost.Core.Sounds;
using StreamHost.Core.Logs;
using StreamHost.Core.Packages;
using StreamHost.Core.Packages.PyTorch;
using StreamHost.Core.Recordings;
using StreamHost.Core.Signals;
using StreamHost.Core.Tests.Packages.PyTorch;
using StreamHost.Engine.Plugins;
using StreamHost.Engine.Tests.Plugins;

namespace StreamHost.Fuzz;

/// <summary>A reader under attack: valid inputs to start from, and what to do with a mutated one.</summary>
/// <param name="Name">The name on the command line.</param>
/// <param name="Seeds">Inputs that the reader accepts.</param>
/// <param name="Read">Reads one input to its end; may throw nothing but an InputException.</param>
internal sealed record Target(string Name, IReadOnlyList<byte[]> Seeds, Action<byte[]> Read)
{
    private const string Csv = "time,stream,cpu,label,\"disk, \"\"a\"\"\"\n12.5,a,0.5,idle,\n13,\"b, c\",-1e-3,,2\n14.000000001,a,3.4e38,busy,0.1\n";

    private const string Jsonl = """
        {"time": 12.5, "stream": "a", "label": "idle", "values": {"cpu": 0.5, "disk": null}}
        {"values": {"disk": 2, "cpu": -1e-3}, "extra": [1, {"x": 2}], "time": 13, "label": null}
        {"time": 14.000000001, "stream": "\u00e4\n", "values": {"cpu": 3.4e38}}
        """;

    private const string Index = """
        stream,frame,frames,time,sampleRate,channels,file,start,gap
        "a, b",40,703,1700000000.000000123,48000,2,audio.wav,0,
        "a, b",743,250,1700000000.014645956,48000,2,,,not heard
        "a, b",993,2,1700000000.019854289,44100,1,audio-2.wav,0,

        """;

    private const string Dates = "time,a,b\n2015-02-04 17:51:00,1,2\n2015-02-04T17:52:00.25Z,3,4\n2015-02-04T19:53:00+01:00,5,6\n";

    private static readonly string Description =
        $$"""{"id": "a", "version": "1.0", "contractVersion": 1, "assembly": "a.dll", "kinds": ["events", "audio"], "summary": "b", "sha256": "{{new string('0', 64)}}"}""";

    /// <summary>Mends a mutated input in place, so that some mutations get past the first checks.</summary>
    public Action<byte[]> Repair { get; private init; } = _ => { };

    /// <summary>The readers, each with the options that let most of a mutated input through.</summary>
    public static IReadOnlyList<Target> All { get; } =
    [
        new("safetensors", SafetensorsSeeds(), bytes => SafetensorsReader.Read(bytes, "fuzz")) { Repair = RepairLength },
        new("pt", [TorchFile.Sample()], bytes => PyTorchReader.Read(new MemoryStream(bytes), "fuzz")),
        new("pickle", [TorchFile.Pickle()], bytes => PyTorchReader.Read(new MemoryStream(TorchFile.Zip(bytes, TorchFile.Storages())), "fuzz")),
        new("wav", WavSeeds(), ReadWav),
        new("index", [Encoding.UTF8.GetBytes(Index)], ReadIndex),
        new("jsonl", [Encoding.UTF8.GetBytes(Jsonl)], bytes => ReadLog(bytes, EventLogFormat.Jsonl)),
        new("plugin.json", [Encoding.UTF8.GetBytes(Description)], bytes => PluginDescription.Parse(bytes, "fuzz")),
        new("plugin.dll", [EmittedPlugin.Write("fuzz")], bytes => PluginMetadata.PluginType(bytes, "fuzz")),
        new("csv", [Encoding.UTF8.GetBytes(Csv), Encoding.UTF8.GetBytes(Dates)], bytes => ReadLog(bytes, EventLogFormat.Csv)),
    ];

    private static List<byte[]> WavSeeds() =>
    [
        WavFile.Riff(WavFile.Chunk("LIST", [1, 2, 3]), WavFile.Format(1, 2, 44_100, 24), WavFile.Data(new byte[30])),
        WavFile.Rf64(WavFile.Sizes(16), WavFile.Extensible(3, 1, 8_000, 32), WavFile.Data(new byte[16], uint.MaxValue)),
    ];

    private static void ReadWav(byte[] bytes)
    {
        using var reader = WavReader.Open(new MemoryStream(bytes), "fuzz");
        var samples = new float[64];
        while (reader.Read(samples) > 0)
        {
        }
    }

    private static void ReadIndex(byte[] bytes)
    {
        using var index = new IndexReader(new MemoryStream(bytes), "fuzz");
        for (long? next = null; index.Read(out var row); next = row.NextFrame)
        {
            if (row.FirstFrame != (next ?? row.FirstFrame) || row.Frames < 0 || row.SampleRate < 1 || row.Channels < 1)
                throw new InvalidOperationException("A row that does not follow on the last, or of no shape, was accepted.");
        }
    }

    /// <summary>Reads a log, strictly or leniently and with its features named or not by the accident of its length.</summary>
    private static void ReadLog(byte[] bytes, EventLogFormat format)
    {
        var options = new EventLogOptions
        {
            Format = format,
            OnBadRow = (bytes.Length & 1) == 0 ? BadRowPolicy.Fail : BadRowPolicy.Skip,
            TimeUnit = bytes.AsSpan().IndexOf("2015"u8) < 0 ? EventTimeUnit.S : EventTimeUnit.Iso8601,
            Features = (bytes.Length & 2) == 0 || format == EventLogFormat.Csv ? null : ["disk", "cpu"],
            MaxLineBytes = 256,
        };
        using var log = EventLogReader.Open(new MemoryStream(bytes), "fuzz", options, new StreamTable());
        while (log.Read())
        {
            if (log.Stream.Name.Length == 0 || log.Values.ContainsAny(float.PositiveInfinity, float.NegativeInfinity))
                throw new InvalidOperationException("A row without a stream, or with an infinite value, was accepted.");
        }
    }

    /// <summary>Half of the time makes the header's length fit again.</summary>
    private static void RepairLength(byte[] bytes)
    {
        var end = bytes.AsSpan().LastIndexOf((byte)'}') + 1;
        if (bytes.Length % 2 != 0 || end <= sizeof(long))
            return;

        var padding = bytes.AsSpan(end).IndexOfAnyExcept((byte)' ');
        BinaryPrimitives.WriteInt64LittleEndian(bytes, (padding < 0 ? bytes.Length : end + padding) - sizeof(long));
    }

    private static List<byte[]> SafetensorsSeeds()
    {
        var small = new TensorFile();
        small.Add("a", TensorData.FromFloats([1], 1));
        var large = new TensorFile();
        large.Metadata["config"] = "{\"units\": 3}";
        large.Add("weight", TensorData.FromFloats([1, 2, 3, 4, 5, 6], 2, 3));
        large.Add("mask", new TensorData(TensorElement.Boolean, [3], new byte[] { 1, 0, 1 }));
        large.Add("count", new TensorData(TensorElement.Int64, [], new byte[8]));
        large.Add("none", new TensorData(TensorElement.UInt8, [0, 4], Array.Empty<byte>()));
        return [SafetensorsWriter.ToBytes(small), SafetensorsWriter.ToBytes(large), SafetensorsWriter.ToBytes(new TensorFile())];
    }
}
