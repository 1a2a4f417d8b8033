using System.Buffers.Binary;

namespace StreamHost.Core.Packages.PyTorch;

/// <summary>A view of a storage, as a pickle says it.</summary>
/// <param name="Storage">The storage.</param>
/// <param name="Offset">Its first value, at least 0.</param>
/// <param name="Shape">Its sizes, each at least 0.</param>
/// <param name="Strides">From a value to the next in each dimension, each at least 0.</param>
internal sealed record PickledTensor(PickledStorage Storage, long Offset, IReadOnlyList<long> Shape, IReadOnlyList<long> Strides);

/// <summary>Values in a file of their own.</summary>
/// <param name="Type">What they are.</param>
/// <param name="Key">The file's name.</param>
internal sealed record PickledStorage(StorageType Type, string Key);

/// <summary>The type of a storage's values.</summary>
/// <param name="Name">PyTorch's name of the storage.</param>
/// <param name="Size">Bytes of a value.</param>
internal sealed record StorageType(string Name, int Size)
{
    private static readonly StorageType[] Known =
        [new("FloatStorage", 4), new("DoubleStorage", 8), new("HalfStorage", 2), new("BFloat16Storage", 2), new("LongStorage", 8), new("IntStorage", 4), new("ByteStorage", 1), new("BoolStorage", 1)];

    /// <summary>The type of a name, or null.</summary>
    public static StorageType? Find(string name) => Array.Find(Known, type => type.Name == name);

    /// <summary>A value as float32.</summary>
    public float Read(ReadOnlySpan<byte> bytes) => Name switch
    {
        "FloatStorage" => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        "DoubleStorage" => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        "HalfStorage" => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        "BFloat16Storage" => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadInt16LittleEndian(bytes) << 16),
        "LongStorage" => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        "IntStorage" => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        _ => bytes[0],
    };
}

/// <summary>A dictionary of a pickle, in its order; of its keys only texts and whole numbers are kept.</summary>
internal sealed class PickledDictionary
{
    private readonly OrderedDictionary<string, object?> _items = new(StringComparer.Ordinal);

    /// <summary>What it holds.</summary>
    public IReadOnlyDictionary<string, object?> Items => _items;

    /// <summary>Puts an item in, in the place of one of that key.</summary>
    public void Set(object? key, object? value)
    {
        if (key is string or long)
            _items[key.ToString()!] = value;
    }

    /// <summary>The item of a key, or null.</summary>
    public object? Find(string key) => _items.GetValueOrDefault(key);
}
