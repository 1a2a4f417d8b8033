using System.Buffers.Binary;
using System.Text;
using StreamHost.Core.Packages;

namespace StreamHost.Core.Tests.Packages;

public sealed class SafetensorsReaderTests
{
    private const string Entry = """{"dtype":"F32","shape":[2],"data_offsets":[0,8]}""";

    [Fact]
    public void A_file_is_read_with_its_metadata_and_its_values()
    {
        var file = Read("""{"__metadata__":{"who":"me"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"BOOL","shape":[],"data_offsets":[8,9]}}   """, [0, 0, 128, 63, 0, 0, 0, 64, 1]);
        Assert.Equal("me", file.Metadata["who"]);
        Assert.Equal(["a", "b"], file.Tensors.Keys);
        Assert.Equal([1f, 2f], file.Tensors["a"].ToFloats());
        Assert.Equal([2L], file.Tensors["a"].Shape);
        Assert.Equal([1f], file.Tensors["b"].ToFloats());
        Assert.Empty(file.Tensors["b"].Shape);
    }

    [Fact]
    public void Tensors_may_stand_in_another_order_than_their_bytes_and_may_be_empty()
    {
        var file = Read("""{"b":{"dtype":"U8","shape":[1],"data_offsets":[1,2]},"none":{"dtype":"I64","shape":[0,7],"data_offsets":[1,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", [5, 6]);
        Assert.Equal([6f], file.Tensors["b"].ToFloats());
        Assert.Empty(file.Tensors["none"].ToFloats());
        Assert.Equal([5f], file.Tensors["a"].ToFloats());
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,12]}}""", "m.safetensors, tensor \"a\": data_offsets [0, 12] are not inside the file, which has 8 bytes of data; the file was cut off, or its offsets are wrong")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", "m.safetensors, tensor \"a\": data_offsets [8, 0] are not inside the file, which has 8 bytes of data; the file was cut off, or its offsets are wrong")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", "m.safetensors, tensor \"a\": data_offsets [0, 8] hold 8 bytes; shape [3] needs 12")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}}""", "m.safetensors, tensor \"a\": shape [4611686018427387904, 4] is too large for any file; a tensor fits into its file")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", "m.safetensors, tensor \"a\": shape holds -2; it is a list of whole numbers from 0")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}""", "m.safetensors, tensor \"a\": shape holds 2.0; it is a list of whole numbers from 0")]
    [InlineData("""{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,8]}}""", "m.safetensors, tensor \"a\": shape holds 99999999999999999999; it is a list of whole numbers from 0")]
    [InlineData("""{"a":{"dtype":"F32","shape":"2","data_offsets":[0,8]}}""", "m.safetensors, tensor \"a\": shape is \"2\"; it is a list of whole numbers from 0")]
    [InlineData("""{"a":{"dtype":"BF16","shape":[4],"data_offsets":[0,8]}}""", "m.safetensors, tensor \"a\": dtype \"BF16\" is not known here; use one of F32, F64, I64, I32, U8, BOOL")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,9]}}""", "m.safetensors, tensor \"a\": data_offsets has 3 numbers; it is [begin, end]")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2]}}""", "m.safetensors, tensor \"a\": data_offsets is missing; an entry has dtype, shape and data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"size":8}}""", "m.safetensors, tensor \"a\": its entry has an unknown key \"size\"; the keys are dtype, shape and data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "m.safetensors, tensor \"a\": dtype stands twice; every key stands once")]
    [InlineData("""{"a":7}""", "m.safetensors, tensor \"a\": its entry is 7; it is an object with dtype, shape and data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "m.safetensors, tensor \"a\": its name stands twice in the header; every name stands once")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "m.safetensors, tensor \"b\": data_offsets [4, 8] overlap those of tensor \"a\", [0, 8]; every byte belongs to one tensor")]
    [InlineData("""{"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "m.safetensors, tensor \"b\": data_offsets [4, 8] leave the bytes [0, 4] before them to no tensor; tensors follow each other without holes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "m.safetensors: 4 bytes follow the last tensor; a safetensors file ends with its last tensor")]
    [InlineData("""{}""", "m.safetensors: 8 bytes follow the last tensor; a safetensors file ends with its last tensor")]
    [InlineData("""{"a":{"dtype":"BOOL","shape":[8],"data_offsets":[0,8]}}""", "m.safetensors, tensor \"a\": element 2 of BOOL is 128; a BOOL is 0 or 1")]
    [InlineData("""{"__metadata__":{"n":3},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "m.safetensors, __metadata__: \"n\" is 3; it maps texts to texts")]
    [InlineData("""{"__metadata__":{"n":"1","n":"2"}}""", "m.safetensors, __metadata__: the key \"n\" stands twice; every key stands once")]
    [InlineData(""" {}""", "m.safetensors, header: it does not start with '{'; a safetensors header is one JSON object")]
    [InlineData("""{"a":""", "m.safetensors, header, byte 5: it is not well-formed JSON; a safetensors header is one JSON object")]
    [InlineData("""{} {}""", "m.safetensors, header, byte 3: it is not well-formed JSON; a safetensors header is one JSON object")]
    [InlineData("""{"\ud800":1}""", "m.safetensors, header: a text in it has half a surrogate pair; escaped characters are whole ones")]
    [InlineData("", "m.safetensors, header: it does not start with '{'; a safetensors header is one JSON object")]
    public void A_header_that_lies_is_refused_with_one_line(string header, string message)
    {
        Assert.Equal(message, Assert.Throws<InputException>(() => Read(header, [0, 0, 128, 63, 0, 0, 0, 64])).Message);
    }

    [Fact]
    public void A_header_that_is_not_UTF_8_is_refused()
    {
        byte[] bytes = [2, 0, 0, 0, 0, 0, 0, 0, (byte)'{', 0xFF];
        var error = Assert.Throws<InputException>(() => SafetensorsReader.Read(bytes, "m.safetensors"));
        Assert.Equal("m.safetensors, header: it is not UTF-8; a safetensors header is UTF-8 text", error.Message);
    }

    [Theory]
    [InlineData(100_000_001UL, "it claims a header of 100000001 bytes; a safetensors header has at most 100000000 bytes")]
    [InlineData(ulong.MaxValue, "it claims a header of 18446744073709551615 bytes; a safetensors header has at most 100000000 bytes")]
    [InlineData(99_999_999UL, "it claims a header of 99999999 bytes and has 2 after the length; the file was cut off, or is not a safetensors file")]
    public void A_header_length_that_lies_is_refused_before_memory_is_taken(ulong length, string message)
    {
        using var folder = new TemporaryFolder();
        var bytes = new byte[10];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        File.WriteAllBytes(folder.File("m.safetensors"), bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<InputException>(() => SafetensorsReader.Read(folder.File("m.safetensors")));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.Equal($"{folder.File("m.safetensors")}: {message}", error.Message);
    }

    [Fact]
    public void A_gigantic_file_with_a_bad_header_costs_no_memory()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("big.safetensors");
        using (var file = File.Create(path))
        {
            file.Write(Bytes($$"""{"a":{{Entry}}}""", []));
            file.SetLength(1L << 30);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<InputException>(() => SafetensorsReader.Read(path));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.Contains("follow the last tensor", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_a_folder_and_an_empty_file_are_refused()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("there is no such file", Message(folder.File("none.safetensors")), StringComparison.Ordinal);
        Assert.Contains("it is a folder", Message(folder.Root), StringComparison.Ordinal);
        File.WriteAllBytes(folder.File("empty.safetensors"), []);
        Assert.Contains("it has 0 bytes", Message(folder.File("empty.safetensors")), StringComparison.Ordinal);

        static string Message(string path) => Assert.Throws<InputException>(() => SafetensorsReader.Read(path)).Message;
    }

    [Fact]
    public void A_name_with_control_characters_stays_on_one_line()
    {
        var error = Assert.Throws<InputException>(() => Read("""{"a\nb":7}""", []));
        Assert.Equal("m.safetensors, tensor \"a\\u000ab\": its entry is 7; it is an object with dtype, shape and data_offsets", error.Message);
    }

    private static TensorFile Read(string header, byte[] data) => SafetensorsReader.Read(Bytes(header, data), "m.safetensors");

    private static byte[] Bytes(string header, byte[] data)
    {
        var text = Encoding.UTF8.GetBytes(header);
        return [.. BitConverter.GetBytes((long)text.Length), .. text, .. data];
    }
}
