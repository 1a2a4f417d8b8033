using System.Security.Cryptography;

namespace StreamHost.Training.Datasets;

/// <summary>A file that data came from, for the record.</summary>
/// <param name="Name">Its name without its folder.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">The SHA-256 of its bytes, in lower-case hexadecimal digits.</param>
public sealed record DataFile(string Name, long Bytes, string Sha256)
{
    /// <summary>The record of a file.</summary>
    internal static DataFile Of(string path)
    {
        using var file = File.OpenRead(path);
        return new DataFile(Path.GetFileName(path), file.Length, Convert.ToHexStringLower(SHA256.HashData(file)));
    }
}
