namespace StreamHost.Core;

/// <summary>Opening of files that a user named.</summary>
internal static class InputFile
{
    /// <summary>Opens an existing file to read from its start to its end.</summary>
    /// <exception cref="InputException">There is no such file, it is a folder, or it may not be read.</exception>
    public static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException(path, "there is no such file", "give the path of a file that exists", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw Directory.Exists(path)
                ? new InputException(path, "it is a folder", "give the path of a file", e)
                : new InputException(path, "it may not be read", "give yourself the right to read it", e);
        }
        catch (Exception e) when (e is IOException or ArgumentException or NotSupportedException)
        {
            throw new InputException(path, $"it can't be opened ({e.Message.TrimEnd('.')})", "give the path of a file", e);
        }
    }
}
