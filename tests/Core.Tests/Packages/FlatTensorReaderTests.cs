using StreamHost.Core.Packages;

namespace StreamHost.Core.Tests.Packages;

public sealed class FlatTensorReaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streamhost").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_flat_export_is_read()
    {
        var file = Read("""
            [ { "name": "a", "shape": [2, 1], "offset_bytes": 4, "dtype": "torch.float32" },
              { "name": "b", "shape": [], "offset_bytes": 0, "dtype": "float32" } ]
            """);
        Assert.Equal(["a", "b"], file.Tensors.Keys);
        Assert.Equal([2L, 1L], file.Tensors["a"].Shape);
        Assert.Equal([2f, 3f], file.Tensors["a"].ToFloats());
        Assert.Equal([1f], file.Tensors["b"].ToFloats());
    }

    [Theory]
    [InlineData("[", "it is not JSON")]
    [InlineData("[]", "it is no list of tensors")]
    [InlineData("{}", "it is no list of tensors")]
    [InlineData("[ 1 ]", "$[0]: 1 is not an object")]
    [InlineData("""[ { "shape": [1], "offset_bytes": 0, "dtype": "float32" } ]""", "$[0].name: it is missing or no text")]
    [InlineData("""[ { "name": "a", "shape": [4], "offset_bytes": 0, "dtype": "float32" } ]""", "reach beyond the file's 12")]
    [InlineData("""[ { "name": "a", "shape": [1], "offset_bytes": 12, "dtype": "float32" } ]""", "reach beyond the file's 12")]
    [InlineData("""[ { "name": "a", "shape": [2147483647, 2147483647], "offset_bytes": 0, "dtype": "float32" } ]""", "reach beyond the file's 12")]
    [InlineData("""[ { "name": "a", "shape": [-1], "offset_bytes": 0, "dtype": "float32" } ]""", "$[0].shape[0]: -1 is not allowed")]
    [InlineData("""[ { "name": "a", "shape": [1], "offset_bytes": 0, "dtype": "float64" } ]""", "$[0].dtype: it is not float32")]
    [InlineData("""[ { "name": "a", "shape": [1], "offset_bytes": 0, "dtype": "float32", "x": 1 } ]""", "$[0].x: there is no such key here")]
    [InlineData("""[ { "name": "a", "shape": [1], "offset_bytes": 0, "dtype": "float32" }, { "name": "a", "shape": [1], "offset_bytes": 0, "dtype": "float32" } ]""", "stands there twice")]
    public void What_is_wrong_is_one_line(string list, string message)
    {
        var exception = Assert.Throws<InputException>(() => Read(list));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_that_are_not_there_are_said() =>
        Assert.Throws<InputException>(() => FlatTensorReader.Read(Path.Combine(_folder, "nothing.json")));

    private TensorFile Read(string list)
    {
        var path = Path.Combine(_folder, "weights.json");
        File.WriteAllText(path, list);
        File.WriteAllBytes(Path.ChangeExtension(path, ".f32"), System.Runtime.InteropServices.MemoryMarshal.AsBytes(new[] { 1f, 2f, 3f }.AsSpan()).ToArray());
        return FlatTensorReader.Read(path);
    }
}
