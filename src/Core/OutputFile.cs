namespace StreamHost.Core;

/// <summary>Writing of whole files.</summary>
internal static class OutputFile
{
    /// <summary>Writes a file, replacing one that is there, and waits until the disk has it.</summary>
    /// <exception cref="WorkFailedException">The disk is full or the file can't be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(path, e);
        }
    }

    /// <summary>What to throw where writing at <paramref name="path"/> failed.</summary>
    public static WorkFailedException Failed(string path, Exception reason) =>
        new($"{path}: it can't be written ({reason.Message.TrimEnd('.')}); check the folder, its rights and the space on its disk", reason);
}
