using System.IO.Compression;
using StreamHost.Core;

namespace StreamHost.Training.Datasets;

/// <summary>A gzip-packed file of a data set.</summary>
internal static class PackedFile
{
    /// <summary>All that it holds, unpacked.</summary>
    /// <exception cref="InputException">It is missing, damaged or not packed.</exception>
    public static byte[] Read(string path, string remedy)
    {
        try
        {
            using var file = File.OpenRead(path);
            using var unpacked = new GZipStream(file, CompressionMode.Decompress);
            using var memory = new MemoryStream();
            unpacked.CopyTo(memory);
            return memory.ToArray();
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new InputException(path, $"it can't be read: {exception.Message}", remedy, exception);
        }
    }
}
