using System.IO.Compression;
using System.Text.Json;
using StreamHost.Core;
using StreamHost.Core.Packages;
using StreamHost.Plugins.CKConv.Exchange;
using StreamHost.Plugins.CKConv.Networks;
using StreamHost.Training.Networks;

namespace StreamHost.Plugins.CKConv.Tests.Exchange;

/// <summary>The authors' own trained network, from their file to their logits.</summary>
public sealed class CkcnnExchangeTests_Authors
{
    private const string Configuration = """{ "omega0": 31.09195739463897, "trainLength": 784 }""";

    [DataFact]
    public void The_authors_network_gives_their_logits()
    {
        var golden = JsonElement.Parse(File.ReadAllBytes(Data("ckcnn_checkpoints/golden_smnist_100k.json")));
        var logits = golden.GetProperty("logits").EnumerateArray().SelectMany(row => row.EnumerateArray().Select(value => value.GetSingle())).ToArray();
        var network = Open();
        var scores = network.Forward(Images(logits.Length / 10), null).Values;
        for (var i = 0; i < logits.Length; i++)
            Assert.Equal(logits[i], scores[i], 2e-3);
    }

    [DataFact]
    public void What_was_imported_is_exported_bit_for_bit()
    {
        var theirs = FlatTensorReader.Read(Data("ckcnn_checkpoints/smnist_100k.json"));
        var (_, ours) = CkcnnExchange.Import(theirs, JsonElement.Parse(Configuration));
        var exported = CkcnnExchange.Export(ours);
        Assert.Equal(theirs.Tensors.Keys.Order(), exported.Tensors.Keys.Order());
        foreach (var (name, data) in theirs.Tensors)
        {
            Assert.Equal(data.Shape, exported.Tensors[name].Shape);
            Assert.True(data.Bytes.Span.SequenceEqual(exported.Tensors[name].Bytes.Span), name);
        }
    }

    [DataFact]
    public void What_is_missing_is_named()
    {
        var theirs = FlatTensorReader.Read(Data("ckcnn_checkpoints/smnist_100k.json"));
        Assert.Contains("omega_0", Assert.Throws<InputException>(() => CkcnnExchange.Import(theirs, null)).Message, StringComparison.Ordinal);
        Assert.StartsWith("$.omega0: it is missing", Assert.Throws<InputException>(() => CkcnnExchange.Import(theirs, JsonElement.Parse("""{ "trainLength": 784 }"""))).Message, StringComparison.Ordinal);
        var lacking = new TensorFile();
        foreach (var (name, data) in theirs.Tensors.Where(pair => pair.Key != "backbone.1.cconv2.bias"))
            lacking.Add(name, data);
        Assert.Contains("blocks.1.conv2.bias: it is missing", Assert.Throws<InputException>(() => CkcnnExchange.Import(lacking, JsonElement.Parse(Configuration))).Message, StringComparison.Ordinal);
    }

    private static INetwork Open()
    {
        var (architecture, weights) = CkcnnExchange.Import(FlatTensorReader.Read(Data("ckcnn_checkpoints/smnist_100k.json")), JsonElement.Parse(Configuration));
        return ContinuousNetwork.Open(new ModelPackage(
            new ModelManifest
            {
                Name = "smnist",
                Version = 1,
                Plugin = "ckconv",
                Architecture = architecture,
                Features = ["pixel"],
                Labels = [.. Enumerable.Range(0, 10).Select(digit => digit.ToString())],
                Normalization = new Normalization([0.1307f], [0.3081f]),
                WeightsSha256 = new string('0', 64),
            },
            weights));
    }

    private static SequenceBatch Images(int count)
    {
        using var file = new GZipStream(File.OpenRead(Data("mnist/t10k-images-idx3-ubyte.gz")), CompressionMode.Decompress);
        var bytes = new byte[16 + (count * 784)];
        file.ReadExactly(bytes);
        return new SequenceBatch
        {
            Count = count,
            Time = 784,
            Values = [.. bytes[16..].Select(pixel => pixel / 255f)],
            Elapsed = new double[count * 784],
            Lengths = [.. Enumerable.Repeat(784, count)],
            Labels = new int[count],
            EveryEvent = false,
        };
    }

    private static string Data(string path) => Path.Combine(ReferenceData.Data!, path);
}
