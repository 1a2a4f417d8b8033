using System.IO.Compression;
using StreamHost.Core.Packages;
using StreamHost.Core.Packages.PyTorch;
using static StreamHost.Core.Tests.Packages.PyTorch.TorchFile;

namespace StreamHost.Core.Tests.Packages.PyTorch;

public sealed class PyTorchReaderTests
{
    [Fact]
    public void Tensors_views_and_dictionaries_are_read()
    {
        var file = Read(Sample());
        Assert.Equal(["a", "b", "c.d"], file.Tensors.Keys);
        Assert.Equal([1f, 2, 3, 4, 5, 6], file.Tensors["a"].ToFloats());
        Assert.Equal([2L, 3L], file.Tensors["a"].Shape);
        Assert.Equal([2f, 5, 3, 6], file.Tensors["b"].ToFloats());
        Assert.Equal([0.5f], file.Tensors["c.d"].ToFloats());
        Assert.Empty(file.Tensors["c.d"].Shape);
    }

    [DataFact]
    public void The_authors_checkpoint_is_its_flat_export_to_the_bit()
    {
        var file = PyTorchReader.Read(Path.Combine(ReferenceData.Data!, "ckcnn_checkpoints/smnist_100k.pt"));
        var flat = FlatTensorReader.Read(Path.Combine(ReferenceData.Data!, "ckcnn_checkpoints/smnist_100k.json"));
        Assert.Equal(flat.Tensors.Keys.Order(), file.Tensors.Keys.Order());
        foreach (var (name, data) in flat.Tensors)
        {
            Assert.Equal(data.Shape, file.Tensors[name].Shape);
            Assert.True(data.Bytes.Span.SequenceEqual(file.Tensors[name].Bytes.Span), name);
        }
    }

    [Fact]
    public void A_state_dict_in_a_training_checkpoint_is_taken_out()
    {
        var file = Read(Zip(
            Pickle([.. Bytes('}', '('), .. Text("epoch"), .. Bytes('K', 3), .. Text("state_dict"), .. Bytes('}', '('), .. Text("w"), .. Tensor("FloatStorage", "0", 0, [1], [1]), .. Bytes('u', 'u')]),
            Storages()));
        Assert.Equal(["w"], file.Tensors.Keys);
    }

    public static TheoryData<string, byte[]> Attacks() => new()
    {
        { "asks for \"os.system\", which is no tensor", Pickle([.. Bytes('c'), .. Line("os"), .. Line("system"), .. Bytes('('), .. Text("rm -rf /"), .. Bytes('t', 'R')]) },
        { "asks for \"builtins.eval\", which is no tensor", Pickle([.. Text("builtins"), .. Text("eval"), .. Bytes(0x93, '('), .. Text("1"), .. Bytes('t', 'R')]) },
        { "asks for \"torch.load\", which is no tensor", Pickle([.. Bytes('c'), .. Line("torch"), .. Line("load")]) },
        { "asks for \"numpy.core.multiarray._reconstruct\"", Pickle([.. Bytes('c'), .. Line("numpy.core.multiarray"), .. Line("_reconstruct")]) },
        { "the instruction 0x69", Pickle([.. Bytes('('), .. Text("x"), .. Bytes('i'), .. Line("os"), .. Line("system")]) },
        { "the instruction 0x81", Pickle(Bytes('}', ')', 0x81)) },
        { "calls what is no name", Pickle([.. Text("os.system"), .. Bytes(')', 'R')]) },
        { "calls without arguments", Pickle([.. Bytes('c'), .. Line("collections"), .. Line("OrderedDict"), .. Bytes('K', 1, 'R')]) },
        { "recalls what it never kept", Pickle(Bytes('h', 9)) },
        { "takes more than there is", Pickle(Bytes('0')) },
        { "takes more than there is", Pickle(Bytes('K', 1, 0x87)) },
        { "lacks a mark", Pickle(Bytes('K', 1, 't')) },
        { "ends too early", Bytes('X', 255, 255, 255, 255, 'a') },
        { "ends too early", Bytes('}') },
        { "makes a value from the wrong parts", Pickle(Tensor("FloatStorage", "0", -1, [1], [1])) },
        { "makes a value from the wrong parts", Pickle(Tensor("FloatStorage", "0", 0, [1], [-1])) },
        { "reaches beyond its storage of 6 values", Pickle(Tensor("FloatStorage", "0", 0, [7], [1])) },
        { "reaches beyond its storage of 6 values", Pickle(Tensor("FloatStorage", "0", 3, [2], [3])) },
        { "reaches beyond its storage of 6 values", Pickle(Tensor("FloatStorage", "0", 0, [int.MaxValue, int.MaxValue, int.MaxValue], [0, 0, 0])) },
        { "reaches beyond its storage of 6 values", Pickle(Tensor("FloatStorage", "0", 6, [1], [1])) },
        { "reaches beyond its storage of 6 values", Pickle(Tensor("FloatStorage", "0", int.MaxValue, [], [])) },
        { "storage \"9\" is missing", Pickle(Tensor("FloatStorage", "9", 0, [1], [1])) },
        { "storage \"../data.pkl\" is missing", Pickle(Tensor("FloatStorage", "../data.pkl", 0, [1], [1])) },
        { "names a storage in an unknown way", Pickle([.. Bytes('('), .. Text("file"), .. Bytes('t', 'Q')]) },
        { "it holds no tensor", Pickle(Bytes('}')) },
        { "too many", Laughs() },
    };

    [Theory]
    [MemberData(nameof(Attacks))]
    public void What_is_no_tensor_is_refused_before_anything_happens(string message, byte[] pickle)
    {
        var exception = Assert.Throws<InputException>(() => Read(Zip(pickle, Storages())));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Fact]
    public void A_file_cut_short_anywhere_is_one_line()
    {
        var whole = Sample();
        for (var length = 0; length < whole.Length; length++)
            Assert.Throws<InputException>(() => Read(whole[..length]));
    }

    [Fact]
    public void A_compressed_file_is_not_unpacked()
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var stream = zip.CreateEntry("archive/data.pkl", CompressionLevel.SmallestSize).Open();
            stream.Write(new byte[1 << 20]);
        }

        Assert.Contains("is compressed", Assert.Throws<InputException>(() => Read(memory.ToArray())).Message, StringComparison.Ordinal);
    }

    private static TensorFile Read(byte[] bytes) => PyTorchReader.Read(new MemoryStream(bytes), "weights.pt");

    /// <summary>Forty dictionaries, each holding the next one twice.</summary>
    private static byte[] Laughs()
    {
        var code = new List<byte>([.. Bytes('}'), .. Bytes('q', 0)]);
        for (var level = 1; level <= 40; level++)
            code.AddRange([.. Bytes('}', '('), .. Text("a"), .. Bytes('h', level - 1), .. Text("b"), .. Bytes('h', level - 1), .. Bytes('u', 'q', level)]);
        return Pickle(code);
    }
}
