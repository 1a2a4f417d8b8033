using System.Security.Cryptography;

namespace StreamHost.Training.Datasets;

/// <summary>A file that data came from, for the record.</summary>
/// <param name="Name">Its name without its folder.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">The SHA-256 of its bytes, in lower-case hexadecimal digits.</param>
public sealed record DataFile(string Name, long Bytes, string Sha256)
{
    /// <summary>The record of many files as one: all their bytes, and the SHA-256 of their hashes in order.</summary>
    internal static DataFile OfMany(string name, IReadOnlyList<DataFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
            hash.AppendData(Convert.FromHexString(file.Sha256));
        return new DataFile($"{files.Count} {name}", files.Sum(file => file.Bytes), Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>The record of a file.</summary>
    internal static DataFile Of(string path)
    {
        using var file = File.OpenRead(path);
        return new DataFile(Path.GetFileName(path), file.Length, Convert.ToHexStringLower(SHA256.HashData(file)));
    }
}
