using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using StreamHost.Core.Packages;

namespace StreamHost.Core.Tests.Packages;

public sealed class SafetensorsWriterTests
{
    private static readonly Gen<TensorData> Tensors =
        from type in Gen.Elements(Enum.GetValues<TensorElement>())
        from shape in Gen.ArrayOf(Gen.Choose(0, 4)).Where(dimensions => dimensions.Length <= 4)
        let count = shape.Aggregate(type.Size(), (product, dimension) => product * dimension)
        from bytes in Gen.ArrayOf(Gen.Choose(0, type == TensorElement.Boolean ? 1 : 255), count)
        select new TensorData(type, Array.ConvertAll(shape, dimension => (long)dimension), Array.ConvertAll(bytes, value => (byte)value));

    private static readonly Gen<string> Names =
        Gen.Choose('\0', '\uD7FF').ArrayOf().Select(units => new string(Array.ConvertAll(units, unit => (char)unit)));

    private static readonly Arbitrary<TensorFile> Files = Arb.From(
        from names in Gen.ArrayOf(Names)
        from tensors in Gen.ArrayOf(Tensors, names.Length)
        from texts in Gen.ArrayOf(Names, names.Length)
        select Make(names.Zip(tensors), names.Zip(texts)));

    [Fact]
    public void What_is_written_is_read_back_and_written_again_to_the_same_bytes()
    {
        Prop.ForAll(Files, file =>
        {
            var bytes = SafetensorsWriter.ToBytes(file);
            var read = SafetensorsReader.Read(bytes, "generated");
            AssertSame(file, read);
            return bytes.AsSpan().SequenceEqual(SafetensorsWriter.ToBytes(read));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_file_cut_off_anywhere_is_refused()
    {
        var bytes = SafetensorsWriter.ToBytes(Small());
        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<InputException>(() => SafetensorsReader.Read(bytes.AsMemory(0, length), "cut"));
    }

    [Fact]
    public void A_file_with_a_byte_changed_is_read_or_refused()
    {
        var bytes = SafetensorsWriter.ToBytes(Small());
        var refused = 0;
        for (var at = 0; at < bytes.Length; at++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var changed = bytes.ToArray();
                changed[at] ^= (byte)(1 << bit);
                if (Record.Exception(() => SafetensorsReader.Read(changed, "changed")) is { } error)
                {
                    Assert.IsType<InputException>(error);
                    refused++;
                }
            }
        }

        Assert.InRange(refused, bytes.Length, 8 * bytes.Length);
    }

    [Fact]
    public void The_data_begins_at_a_multiple_of_eight_after_spaces()
    {
        for (var length = 1; length <= 9; length++)
        {
            var file = new TensorFile();
            file.Add(new string('n', length), TensorData.FromFloats([1], 1));
            var bytes = SafetensorsWriter.ToBytes(file);
            var header = BinaryPrimitives.ReadInt64LittleEndian(bytes);
            Assert.Equal(0, header % 8);
            Assert.Equal("}", System.Text.Encoding.UTF8.GetString(bytes, 8, (int)header).TrimEnd(' ')[^1..]);
            Assert.Equal(8 + header + 4, bytes.Length);
        }
    }

    [Fact]
    public void A_file_on_disk_is_replaced_whole()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("m.safetensors");
        File.WriteAllBytes(path, new byte[10_000]);
        SafetensorsWriter.Write(path, Small());
        Assert.Equal(SafetensorsWriter.ToBytes(Small()), File.ReadAllBytes(path));
    }

    [Fact]
    public void What_no_file_can_hold_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Write("__metadata__", TensorData.FromFloats([1], 1)));
        Assert.Throws<ArgumentException>(() => Write("a", new TensorData(TensorElement.Float32, [2], new byte[4])));
        Assert.Throws<ArgumentException>(() => Write("a", new TensorData(TensorElement.UInt8, [-1, -1], new byte[1])));
        Assert.Throws<WorkFailedException>(() => SafetensorsWriter.Write("/no/such/folder/m.safetensors", Small()));

        static void Write(string name, TensorData tensor)
        {
            var file = new TensorFile();
            file.Add(name, tensor);
            SafetensorsWriter.ToBytes(file);
        }
    }

    [ReferenceFact]
    public void Every_file_of_the_authors_survives_a_round_trip()
    {
        var paths = Directory.GetFiles(ReferenceData.Reference!, "*.safetensors", SearchOption.AllDirectories);
        Assert.NotEmpty(paths);
        foreach (var path in paths)
        {
            var read = SafetensorsReader.Read(path);
            Assert.NotEmpty(read.Tensors);
            var bytes = SafetensorsWriter.ToBytes(read);
            var again = SafetensorsReader.Read(bytes, path);
            AssertSame(read, again);
            Assert.Equal(bytes, SafetensorsWriter.ToBytes(again));
        }
    }

    internal static TensorFile Small()
    {
        var file = new TensorFile();
        file.Metadata["who"] = "me";
        file.Add("weight", TensorData.FromFloats([1, 2, 3, 4, 5, 6], 2, 3));
        file.Add("mask", new TensorData(TensorElement.Boolean, [3], new byte[] { 1, 0, 1 }));
        file.Add("scale", TensorData.FromFloats([0.5f]));
        return file;
    }

    private static TensorFile Make(IEnumerable<(string Name, TensorData Tensor)> tensors, IEnumerable<(string Key, string Text)> metadata)
    {
        var file = new TensorFile();
        foreach (var (name, tensor) in tensors.DistinctBy(pair => pair.Name))
            file.Add(name, tensor);
        foreach (var (key, text) in metadata)
            file.Metadata[key] = text;
        return file;
    }

    private static void AssertSame(TensorFile expected, TensorFile actual)
    {
        Assert.Equal(expected.Metadata, actual.Metadata);
        Assert.Equal(expected.Tensors.Keys, actual.Tensors.Keys);
        foreach (var (name, tensor) in expected.Tensors)
        {
            Assert.Equal(tensor.Type, actual.Tensors[name].Type);
            Assert.Equal(tensor.Shape, actual.Tensors[name].Shape);
            Assert.True(tensor.Bytes.Span.SequenceEqual(actual.Tensors[name].Bytes.Span), name);
        }
    }
}
