using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace StreamHost.Host.Control;

/// <summary>Which user a folder, or the other end of a socket, belongs to.</summary>
[SupportedOSPlatform("linux")]
internal static partial class LinuxUser
{
    /// <summary>The one who may do everything.</summary>
    public const uint Root = 0;

    /// <summary>The user that this program runs as.</summary>
    public static uint Self => EffectiveUser();

    /// <summary>The owner of a folder; null where there is none, or a link or a file stands in its place.</summary>
    public static uint? OwnerOf(string folder)
    {
        const int CurrentFolder = -100, NoFollow = 0x100, Length = 256, OwnerAt = 20, ModeAt = 28;
        const uint TypeModeAndOwner = 0x1 | 0x2 | 0x8;
        const int TypeBits = 0xf000, FolderType = 0x4000;
        Span<byte> found = stackalloc byte[Length];
        if (Look(CurrentFolder, folder, NoFollow, TypeModeAndOwner, ref found[0]) != 0)
            return null;

        var mode = BitConverter.ToUInt16(found[ModeAt..]);
        return (mode & TypeBits) == FolderType ? BitConverter.ToUInt32(found[OwnerAt..]) : null;
    }

    /// <summary>The user at the other end of a local socket, as the system had it when the connection was made.</summary>
    public static uint At(Socket peer)
    {
        const int SocketLevel = 1, PeerCredentials = 17, UserAt = 4;
        Span<byte> credentials = stackalloc byte[12];
        peer.GetRawSocketOption(SocketLevel, PeerCredentials, credentials);
        return BitConverter.ToUInt32(credentials[UserAt..]);
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Look(int folder, string path, int flags, uint mask, ref byte found);
}
