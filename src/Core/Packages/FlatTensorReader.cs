using System.Text.Json;
using StreamHost.Core.Json;

namespace StreamHost.Core.Packages;

/// <summary>
/// Reads a flat export: <c>NAME.json</c>, a list of <c>{ name, shape, offset_bytes, dtype }</c>, and beside it <c>NAME.f32</c> with all
/// values as little-endian float32.
/// </summary>
public static class FlatTensorReader
{
    private const int MostTensors = 100_000;

    /// <summary>Reads it.</summary>
    /// <param name="path">The list, .json.</param>
    /// <exception cref="InputException">A file is missing or malformed, or a tensor reaches beyond the values.</exception>
    public static TensorFile Read(string path)
    {
        var values = ReadBytes(Path.ChangeExtension(path, ".f32"));
        var list = Parse(path);
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is 0 or > MostTensors)
            throw new InputException(path, "it is no list of tensors", "give a list of { name, shape, offset_bytes, dtype }");

        var file = new TensorFile();
        foreach (var (item, index) in list.EnumerateArray().Select((item, index) => (item, index)))
            Add(file, new JsonFields(item, $"{path}, $[{index}]"), values);
        return file;
    }

    private static void Add(TensorFile file, JsonFields fields, byte[] values)
    {
        var name = fields.RequiredText("name");
        long[] shape = [.. fields.Wholes("shape", 0, int.MaxValue).Select(size => (long)size)];
        var offset = fields.RequiredWhole("offset_bytes", 0, int.MaxValue);
        if (fields.RequiredText("dtype") is not ("torch.float32" or "float32"))
            throw fields.Wrong("dtype", "it is not float32", "export the values as float32");
        fields.RefuseOthers();

        var length = shape.Aggregate(4.0, (product, size) => product * size);
        if (offset + length > values.Length)
            throw fields.Wrong("offset_bytes", $"{offset} and {length} bytes of values reach beyond the file's {values.Length}", "export the tensors again");
        if (file.Tensors.ContainsKey(name))
            throw fields.Wrong("name", $"{Quoted.Text(name)} stands there twice", "keep one of them");
        file.Add(name, new TensorData(TensorElement.Float32, shape, values.AsMemory(offset, (int)length)));
    }

    private static JsonElement Parse(string path)
    {
        try
        {
            return JsonElement.Parse(ReadBytes(path));
        }
        catch (JsonException exception)
        {
            throw new InputException(path, $"it is not JSON: {exception.Message}", "give a list of { name, shape, offset_bytes, dtype }", exception);
        }
    }

    private static byte[] ReadBytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException(path, $"it can't be read: {exception.Message}", "a flat export is a .json and a .f32 of the same name", exception);
        }
    }
}
