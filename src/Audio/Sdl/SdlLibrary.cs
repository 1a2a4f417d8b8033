using System.Runtime.InteropServices;
using StreamHost.Core;

namespace StreamHost.Audio.Sdl;

/// <summary>
/// The part of SDL2 that capturing needs, loaded by whichever name the system gives it, once for the whole program. Names and meanings are
/// the library's own.
/// </summary>
internal sealed unsafe class SdlLibrary
{
    /// <summary>The device may take its own rate and channels.</summary>
    public const int AllowFrequencyAndChannels = 0x1 | 0x4;

    /// <summary>Of a device's status: it does not deliver any more.</summary>
    public const int Stopped = 0;

    private const uint Audio = 0x10;
    private static readonly string[] Names = ["libSDL2-2.0.so.0", "libSDL2-2.0.0.dylib", "/opt/homebrew/lib/libSDL2-2.0.0.dylib", "/usr/local/lib/libSDL2-2.0.0.dylib", "SDL2.dll"];
    private static readonly Lazy<SdlLibrary> Shared = new(() => new SdlLibrary());

    /// <summary>The number of capture devices where the argument is 1.</summary>
    public readonly delegate* unmanaged[Cdecl]<int, int> DeviceCount;

    /// <summary>The name of the device of a number.</summary>
    public readonly delegate* unmanaged[Cdecl]<int, int, nint> DeviceName;

    /// <summary>The native format of the device of a number; 0 where it is told.</summary>
    public readonly delegate* unmanaged[Cdecl]<int, int, SdlAudioSpec*, int> DeviceSpec;

    /// <summary>The name and native format of the default device; 0 where they are told. Null in a library before 2.24.</summary>
    public readonly delegate* unmanaged[Cdecl]<nint*, SdlAudioSpec*, int, int> DefaultInfo;

    /// <summary>Opens a device; 0 where it can't be.</summary>
    public readonly delegate* unmanaged[Cdecl]<byte*, int, SdlAudioSpec*, SdlAudioSpec*, int, uint> Open;

    /// <summary>Pauses a device or lets it go on.</summary>
    public readonly delegate* unmanaged[Cdecl]<uint, int, void> Pause;

    /// <summary>Whether a device delivers.</summary>
    public readonly delegate* unmanaged[Cdecl]<uint, int> Status;

    /// <summary>Closes a device; its callback is over when this returns.</summary>
    public readonly delegate* unmanaged[Cdecl]<uint, void> Close;

    /// <summary>Frees what the library allocated.</summary>
    public readonly delegate* unmanaged[Cdecl]<nint, void> Free;

    private readonly delegate* unmanaged[Cdecl]<nint> _error;

    private SdlLibrary()
    {
        nint library = 0;
        if (!Names.Any(name => NativeLibrary.TryLoad(name, out library)))
            throw new InputException("sound system sdl", "SDL2 is not installed", "install the package libsdl2-2.0-0 (Debian, Ubuntu), SDL2 (Fedora) or sdl2 (Arch, Homebrew)");

        DeviceCount = (delegate* unmanaged[Cdecl]<int, int>)NativeLibrary.GetExport(library, "SDL_GetNumAudioDevices");
        DeviceName = (delegate* unmanaged[Cdecl]<int, int, nint>)NativeLibrary.GetExport(library, "SDL_GetAudioDeviceName");
        DeviceSpec = (delegate* unmanaged[Cdecl]<int, int, SdlAudioSpec*, int>)NativeLibrary.GetExport(library, "SDL_GetAudioDeviceSpec");
        DefaultInfo = (delegate* unmanaged[Cdecl]<nint*, SdlAudioSpec*, int, int>)(NativeLibrary.TryGetExport(library, "SDL_GetDefaultAudioInfo", out var info) ? info : 0);
        Open = (delegate* unmanaged[Cdecl]<byte*, int, SdlAudioSpec*, SdlAudioSpec*, int, uint>)NativeLibrary.GetExport(library, "SDL_OpenAudioDevice");
        Pause = (delegate* unmanaged[Cdecl]<uint, int, void>)NativeLibrary.GetExport(library, "SDL_PauseAudioDevice");
        Status = (delegate* unmanaged[Cdecl]<uint, int>)NativeLibrary.GetExport(library, "SDL_GetAudioDeviceStatus");
        Close = (delegate* unmanaged[Cdecl]<uint, void>)NativeLibrary.GetExport(library, "SDL_CloseAudioDevice");
        Free = (delegate* unmanaged[Cdecl]<nint, void>)NativeLibrary.GetExport(library, "SDL_free");
        _error = (delegate* unmanaged[Cdecl]<nint>)NativeLibrary.GetExport(library, "SDL_GetError");
        Start(library);
    }

    /// <summary>The library.</summary>
    /// <exception cref="InputException">It is not installed.</exception>
    /// <exception cref="WorkFailedException">It finds no way to the system's sound.</exception>
    public static SdlLibrary Get() => Shared.Value;

    /// <summary>The failure of this thread's last call, in the library's words.</summary>
    public WorkFailedException Failure(string what) => new($"SDL: {what}: {Marshal.PtrToStringUTF8(_error())}");

    /// <summary>Starts its sound alone. Its signal handlers stay out: Ctrl+C is the program's.</summary>
    private void Start(nint library)
    {
        var setHint = (delegate* unmanaged[Cdecl]<byte*, byte*, int>)NativeLibrary.GetExport(library, "SDL_SetHint");
        var start = (delegate* unmanaged[Cdecl]<uint, int>)NativeLibrary.GetExport(library, "SDL_InitSubSystem");
        fixed (byte* hint = "SDL_NO_SIGNAL_HANDLERS\0"u8, yes = "1\0"u8)
        {
            _ = setHint(hint, yes);
        }

        if (start(Audio) != 0)
            throw Failure("no sound");
    }
}

/// <summary>A format, and who takes the samples.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SdlAudioSpec
{
    /// <summary>In Hz.</summary>
    public int Frequency;

    /// <summary>See <see cref="NativeFloat"/>.</summary>
    public ushort Format;

    /// <summary>Samples of a frame.</summary>
    public byte Channels;

    /// <summary>Of playback.</summary>
    public byte Silence;

    /// <summary>Frames of a block; a power of two.</summary>
    public ushort Samples;

    /// <summary>Nothing.</summary>
    public ushort Padding;

    /// <summary>Bytes of a block.</summary>
    public uint Size;

    /// <summary>Is given each block, on the library's thread.</summary>
    public delegate* unmanaged[Cdecl]<nint, byte*, int, void> Callback;

    /// <summary>What the callback is given.</summary>
    public nint User;

    /// <summary>Floats as this machine writes them.</summary>
    public static ushort NativeFloat => BitConverter.IsLittleEndian ? (ushort)0x8120 : (ushort)0x9120;
}
