using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace StreamHost.Core.Tests.Packages.PyTorch;

/// <summary>Writes files as <c>torch.save</c> does, a pickle's instruction at a time.</summary>
internal static class TorchFile
{
    /// <summary>A state_dict of a 2 x 3 tensor "a", a transposed view of it "b", and in a dictionary "c" a scalar "d" of doubles.</summary>
    public static byte[] Pickle() => Pickle(
        [
            .. Bytes(0x80, 2, '}', 'q', 0, '('),
            .. Text("a"), .. Tensor("FloatStorage", "0", 0, [2, 3], [3, 1]),
            .. Text("b"), .. Tensor("FloatStorage", "0", 1, [2, 2], [1, 3]),
            .. Text("c"), .. Bytes('c'), .. Line("collections"), .. Line("OrderedDict"), .. Bytes(')', 'R', '('),
            .. Text("d"), .. Tensor("DoubleStorage", "1", 0, [], []),
            .. Text("epoch"), .. Bytes('K', 7), .. Bytes('u'),
            .. Bytes('u'),
        ]);

    /// <summary>A whole file of that pickle.</summary>
    public static byte[] Sample() => Zip(Pickle(), Storages());

    /// <summary>1 to 6 as floats, and 0.5 as a double.</summary>
    public static (string Name, byte[] Bytes)[] Storages() =>
    [
        ("0", [.. Enumerable.Range(1, 6).SelectMany(value => BitConverter.GetBytes((float)value))]),
        ("1", BitConverter.GetBytes(0.5)),
    ];

    public static byte[] Pickle(IEnumerable<byte> instructions) => [.. instructions, (byte)'.'];

    public static byte[] Zip(byte[] pickle, params IEnumerable<(string Name, byte[] Bytes)> storages)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            Write(zip, "archive/data.pkl", pickle);
            foreach (var (name, bytes) in storages)
                Write(zip, $"archive/data/{name}", bytes);
            Write(zip, "archive/version", "3\n"u8.ToArray());
        }

        return memory.ToArray();
    }

    /// <summary>torch._utils._rebuild_tensor_v2(storage, offset, shape, strides, False, OrderedDict()).</summary>
    public static byte[] Tensor(string storage, string key, int offset, int[] shape, int[] strides) =>
    [
        .. Bytes('c'), .. Line("torch._utils"), .. Line("_rebuild_tensor_v2"), .. Bytes('(', '('),
        .. Text("storage"), .. Bytes('c'), .. Line("torch"), .. Line(storage), .. Text(key), .. Text("cpu"), .. Number(6), .. Bytes('t', 'Q'),
        .. Number(offset), .. Bytes('('), .. shape.SelectMany(Number), .. Bytes('t', '('), .. strides.SelectMany(Number), .. Bytes('t', 0x89),
        .. Bytes('c'), .. Line("collections"), .. Line("OrderedDict"), .. Bytes(')', 'R', 't', 'R'),
    ];

    public static byte[] Text(string text) => [.. Bytes('X'), .. BitConverter.GetBytes(text.Length), .. Encoding.UTF8.GetBytes(text)];

    public static byte[] Line(string text) => [.. Encoding.UTF8.GetBytes(text), (byte)'\n'];

    public static byte[] Number(int number)
    {
        var bytes = new byte[5];
        bytes[0] = (byte)'J';
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(1), number);
        return bytes;
    }

    public static byte[] Bytes(params int[] codes) => [.. codes.Select(code => (byte)code)];

    private static void Write(ZipArchive zip, string name, byte[] bytes)
    {
        using var stream = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
        stream.Write(bytes);
    }
}
