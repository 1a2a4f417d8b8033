namespace StreamHost.Host.Sinks;

/// <summary>Where a path leads, through links of the file and of its folders.</summary>
internal static class RealPath
{
    /// <summary>Whether two full paths lead to one file.</summary>
    public static bool AreSame(string one, string other) =>
        string.Equals(Of(one), Of(other), OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    private static string Of(string path)
    {
        FileSystemInfo entry = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
        if (entry.LinkTarget is not null && entry.ResolveLinkTarget(returnFinalTarget: true) is { } target)
            return Of(target.FullName);

        return Path.GetDirectoryName(path) is { } folder ? Path.Combine(Of(folder), Path.GetFileName(path)) : path;
    }
}
