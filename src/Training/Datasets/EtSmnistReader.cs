using System.Buffers.Binary;
using StreamHost.Core;
using StreamHost.Core.Signals;

namespace StreamHost.Training.Datasets;

/// <summary>
/// Reads the packed form of event-based sequential MNIST: gzip around <c>ETSM</c>, a u32 count, and for each example a u8
/// label, a u16 number of events and as many u16, each twice the pixels since the previous event plus the colour.
/// </summary>
internal static class EtSmnistReader
{
    private const int Labels = 10;

    public static IReadOnlyList<Recording> Read(string path, int limit)
    {
        var bytes = PackedFile.Read(path, "give the gzip-packed event-based sequential MNIST");
        var name = Path.GetFileName(path);
        if (bytes.Length < 8 || !bytes.AsSpan(0, 4).SequenceEqual("ETSM"u8))
            throw new InputException(path, "it does not begin with ETSM", "give the packed event-based sequential MNIST");

        var count = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(4)), (uint)limit);
        var recordings = new List<Recording>(Math.Min(count, bytes.Length / 3));
        var offset = 8;
        for (var i = 0; i < count; i++)
            recordings.Add(ReadExample(bytes, ref offset, $"{name}#{i}", path));
        return recordings;
    }

    private static Recording ReadExample(byte[] bytes, ref int offset, string name, string path)
    {
        if (offset + 3 > bytes.Length)
            throw Truncated(path, name);

        int label = bytes[offset];
        int events = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(offset + 1));
        offset += 3;
        if (label >= Labels || events == 0)
            throw new InputException(path, $"{name} has label {label} and {events} events", "labels are 0 to 9, with at least one event");
        if (offset + (2 * events) > bytes.Length)
            throw Truncated(path, name);

        var times = new long[events];
        var values = new float[events];
        long pixel = -1;
        for (var i = 0; i < events; i++, offset += 2)
        {
            var packed = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(offset));
            pixel += packed >> 1;
            times[i] = pixel * UnixTime.Second;
            values[i] = packed & 1;
        }

        return new Recording { Name = name, Times = times, Values = values, Labels = [label] };
    }

    private static InputException Truncated(string path, string name) =>
        new(path, $"it ends inside {name}", "it is incomplete: fetch it again");
}
