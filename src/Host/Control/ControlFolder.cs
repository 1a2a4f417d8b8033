using StreamHost.Core;

namespace StreamHost.Host.Control;

/// <summary>
/// The folder of the sockets of running hosts, which its user alone may enter: <c>$XDG_RUNTIME_DIR/streamhost</c>, or <c>streamhost-</c> and the
/// user's number among temporary files.
/// </summary>
internal static class ControlFolder
{
    /// <summary>Where it is.</summary>
    public static string Location
    {
        get
        {
            var runtime = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR");
            if (!string.IsNullOrEmpty(runtime) && Path.IsPathRooted(runtime) && IsOwn(runtime))
                return Path.Combine(runtime, "streamhost");
            var user = OperatingSystem.IsLinux() ? $"{LinuxUser.Self}" : Environment.UserName;
            return Path.Combine(Path.GetTempPath(), $"streamhost-{user}");
        }
    }

    /// <summary>Makes it where it is not there, and makes sure that it is the user's alone.</summary>
    /// <returns>Where it is.</returns>
    /// <exception cref="InputException">Somebody else made it, or it is no folder.</exception>
    public static string Open()
    {
        var folder = Location;
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
                return folder;
            }

            const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            Directory.CreateDirectory(folder, Private);
            if (!IsOwn(folder))
                throw new InputException(folder, "it is not your own folder", "remove it, or set XDG_RUNTIME_DIR to a folder of your own");
            File.SetUnixFileMode(folder, Private);
            return folder;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException(folder, $"it can't be used ({exception.Message.TrimEnd('.')})", "set XDG_RUNTIME_DIR to a folder of your own", exception);
        }
    }

    /// <summary>Whether a folder is there and the user's own. Where the system does not tell, that its mode could be changed must do.</summary>
    private static bool IsOwn(string folder) =>
        OperatingSystem.IsLinux() ? LinuxUser.OwnerOf(folder) == LinuxUser.Self : new DirectoryInfo(folder) is { Exists: true, LinkTarget: null };
}
