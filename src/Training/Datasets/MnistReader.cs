using System.Buffers.Binary;
using StreamHost.Core;
using StreamHost.Core.Signals;

namespace StreamHost.Training.Datasets;

/// <summary>Reads MNIST's idx files: gzip around a magic number, sizes (big-endian u32 each) and bytes.</summary>
/// <param name="order">The pixels of a digit in the order in which they are told.</param>
internal sealed class MnistReader(int[] order)
{
    /// <summary>Pixels of a digit.</summary>
    public const int Pixels = 28 * 28;

    private const int Labels = 10;

    // All recordings share one array of times: a pixel a second.
    private readonly long[] _times = [.. Enumerable.Range(0, order.Length).Select(i => i * UnixTime.Second)];

    /// <summary>Reads images with their labels.</summary>
    /// <exception cref="InputException">A file is missing, malformed, or has another number of examples than the other.</exception>
    public IReadOnlyList<Recording> Read(string images, string labels, int limit)
    {
        var pixels = Unpack(images, 0x803, [28, 28], out var count);
        var digits = Unpack(labels, 0x801, [], out var labelCount);
        if (count != labelCount)
            throw new InputException(labels, $"it has {labelCount} labels for {count} images", "give the labels that belong to the images");

        var name = Path.GetFileName(images);
        var recordings = new Recording[Math.Min(count, limit)];
        for (var i = 0; i < recordings.Length; i++)
        {
            if (digits[i] >= Labels)
                throw new InputException(labels, $"label {i} is {digits[i]}", "labels are 0 to 9");

            var values = new float[order.Length];
            for (var t = 0; t < values.Length; t++)
                values[t] = pixels[(i * Pixels) + order[t]] / 255f;
            recordings[i] = new Recording { Name = $"{name}#{i}", Times = _times, Values = values, Labels = [digits[i]] };
        }

        return recordings;
    }

    private static byte[] Unpack(string path, uint magic, int[] sizes, out int count)
    {
        var bytes = PackedFile.Read(path, "give MNIST's files as they were published, gzip-packed");
        var start = 4 * (2 + sizes.Length);
        if (bytes.Length < start || BinaryPrimitives.ReadUInt32BigEndian(bytes) != magic)
            throw new InputException(path, "it is no such idx file", "give MNIST's files as they were published, gzip-packed");

        var item = sizes.Aggregate(1L, (product, size) => product * size);
        var length = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(4));
        for (var d = 0; d < sizes.Length; d++)
        {
            if (BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(8 + (4 * d))) != sizes[d])
                throw new InputException(path, $"its images are not {string.Join(" x ", sizes)}", "give MNIST's images");
        }

        if (bytes.Length != start + (length * item))
            throw new InputException(path, $"it holds {bytes.Length - start} bytes and says {length * item}", "it is incomplete: fetch it again");

        count = (int)length;
        return bytes[start..];
    }
}
