using StreamHost.Host.Control;
using StreamHost.Host.Tests.Program;

namespace StreamHost.Host.Tests.Control;

public sealed class ControlFolderTests : IDisposable
{
    private readonly string _runtime = Directory.CreateTempSubdirectory("streamhost-").FullName;

    public void Dispose() => Directory.Delete(_runtime, recursive: true);

    [Fact]
    public async Task The_folder_is_made_for_the_user_alone()
    {
        if (OperatingSystem.IsWindows())
            return;

        var folder = Path.Combine(_runtime, "streamhost");
        Directory.CreateDirectory(folder);
        File.SetUnixFileMode(folder, (UnixFileMode)0x1FF);
        Assert.Equal(1, (await StatusAsync()).Status);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
    }

    [Fact]
    public async Task A_link_in_its_place_is_refused()
    {
        if (!OperatingSystem.IsLinux())
            return;

        Directory.CreateSymbolicLink(Path.Combine(_runtime, "streamhost"), Path.GetTempPath());
        var (status, _, error) = await StatusAsync();
        Assert.Equal(2, status);
        Assert.Contains("it is not your own folder", Assert.Single(error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void Whose_a_folder_is_is_told_of_folders_alone()
    {
        if (!OperatingSystem.IsLinux())
            return;

        Assert.Equal(LinuxUser.Self, LinuxUser.OwnerOf(_runtime));
        Assert.Equal(LinuxUser.Root, LinuxUser.OwnerOf("/proc"));
        Assert.Null(LinuxUser.OwnerOf("/proc/self"));
        Assert.Null(LinuxUser.OwnerOf(Path.Combine(_runtime, "nothing")));
    }

    private async Task<(int Status, string Output, string Error)> StatusAsync()
    {
        using var program = RunningProgram.Start(new Dictionary<string, string> { ["XDG_RUNTIME_DIR"] = _runtime }, "status");
        return await program.EndAsync();
    }
}
