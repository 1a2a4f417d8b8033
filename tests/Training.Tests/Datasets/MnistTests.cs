using System.Buffers.Binary;
using System.IO.Compression;
using StreamHost.Core;
using StreamHost.Training.Datasets;

namespace StreamHost.Training.Tests.Datasets;

public sealed class MnistTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streamhost").FullName;

    public MnistTests()
    {
        Write("train-images-idx3-ubyte.gz", Images(3));
        Write("train-labels-idx1-ubyte.gz", Labels(5, 0, 4));
        Write("t10k-images-idx3-ubyte.gz", Images(2));
        Write("t10k-labels-idx1-ubyte.gz", Labels(7, 2));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [DataFact]
    public void All_of_MNIST_is_read()
    {
        var data = new MnistOptions { Folder = Path.Combine(ReferenceData.Data!, "mnist") }.Read(".");
        Assert.Equal((60_000, 10_000), (data.Training.Count, data.Test["test"].Count));
        Assert.Equal([5, 0, 4, 1, 9], data.Training.Take(5).Select(recording => recording.Label));
        Assert.Equal(784, data.Training[0].Count);
        Assert.Equal(0.1307, data.Training.Take(10_000).Average(recording => recording.Values.Average()), 2e-3);
    }

    [Fact]
    public void A_digit_is_its_pixels_row_by_row_from_0_to_1()
    {
        var data = new MnistOptions { Folder = _folder, TestLimit = 1 }.Read(".");
        Assert.Equal([5, 0, 4], data.Training.Select(recording => recording.Label));
        Assert.Single(data.Test["test"]);
        Assert.Equal((1 + (784 % 256)) % 256 / 255f, data.Training[1].Values[1]);
    }

    [Fact]
    public void Every_second_pixel_is_the_first_of_two()
    {
        var whole = new MnistOptions { Folder = _folder }.Read(".").Training[0].Values;
        var half = new MnistOptions { Folder = _folder, KeepEvery = 2 }.Read(".").Training[0];
        Assert.Equal(whole.Where((_, i) => i % 2 == 0), half.Values);
        Assert.Equal(392, half.Count);
    }

    [Fact]
    public void A_permutation_is_the_same_for_all_and_for_its_seed()
    {
        float[] Digit(ulong seed, int index) => new MnistOptions { Folder = _folder, Permutation = seed }.Read(".").Training[index].Values;
        Assert.Equal(Digit(3, 0), Digit(3, 0));
        Assert.NotEqual(Digit(3, 0), Digit(4, 0));
        Assert.Equal(Digit(3, 0).Order(), new MnistOptions { Folder = _folder }.Read(".").Training[0].Values.Order());
    }

    [Fact]
    public void Files_that_are_not_MNIST_are_one_line()
    {
        Write("train-images-idx3-ubyte.gz", Images(3)[..^1]);
        Assert.Contains("it is incomplete", Refused().Message, StringComparison.Ordinal);
        Write("train-images-idx3-ubyte.gz", Labels(1, 2, 3));
        Assert.Contains("it is no such idx file", Refused().Message, StringComparison.Ordinal);
        Write("train-images-idx3-ubyte.gz", Images(2));
        Assert.Contains("it has 3 labels for 2 images", Refused().Message, StringComparison.Ordinal);
        Write("train-images-idx3-ubyte.gz", Images(3));
        Write("train-labels-idx1-ubyte.gz", Labels(5, 10, 4));
        Assert.Contains("label 1 is 10", Refused().Message, StringComparison.Ordinal);
        File.Delete(Path.Combine(_folder, "train-labels-idx1-ubyte.gz"));
        Assert.Contains("it can't be read", Refused().Message, StringComparison.Ordinal);
    }

    private InputException Refused() => Assert.Throws<InputException>(() => new MnistOptions { Folder = _folder }.Read("."));

    private static byte[] Images(int count)
    {
        var bytes = new byte[16 + (count * 784)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, 0x803);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), count);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(8), 28);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(12), 28);
        for (var i = 16; i < bytes.Length; i++)
            bytes[i] = (byte)(i - 16);
        return bytes;
    }

    private static byte[] Labels(params byte[] labels)
    {
        var bytes = new byte[8 + labels.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, 0x801);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), labels.Length);
        labels.CopyTo(bytes, 8);
        return bytes;
    }

    private void Write(string name, byte[] bytes)
    {
        using var file = new GZipStream(File.Create(Path.Combine(_folder, name)), CompressionLevel.Fastest);
        file.Write(bytes);
    }
}
