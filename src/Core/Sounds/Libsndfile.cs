using System.Runtime.InteropServices;

namespace StreamHost.Core.Sounds;

/// <summary>The functions of libsndfile that are used, by the names that its header gives them.</summary>
internal static partial class Libsndfile
{
    /// <summary>To read.</summary>
    public const int ReadMode = 0x10;

    private const string Library = "libsndfile.so.1";

    /// <summary>Whether it is on this machine.</summary>
    public static bool IsInstalled { get; } = NativeLibrary.TryLoad(Library, typeof(Libsndfile).Assembly, searchPath: null, out _);

    /// <summary>Opens a file; the handle is invalid where it can't.</summary>
    [LibraryImport(Library, EntryPoint = "sf_open", StringMarshalling = StringMarshalling.Utf8)]
    public static partial File Open(string path, int mode, ref Information information);

    /// <summary>Reads frames as floats; returns how many.</summary>
    [LibraryImport(Library, EntryPoint = "sf_readf_float")]
    public static partial long Read(File file, ref float samples, long frames);

    /// <summary>The number of the last mistake; 0 for none.</summary>
    [LibraryImport(Library, EntryPoint = "sf_error")]
    public static partial int Error(File file);

    /// <summary>The last mistake on one line; of a handle that is 0, that of the last opening.</summary>
    public static string Message(nint file)
    {
        var text = Marshal.PtrToStringUTF8(Text(file)) ?? "";
        return text.ReplaceLineEndings(" ").Replace("Error : ", "", StringComparison.Ordinal).Trim().TrimEnd('.');
    }

    [LibraryImport(Library, EntryPoint = "sf_strerror")]
    private static partial nint Text(nint file);

    [LibraryImport(Library, EntryPoint = "sf_close")]
    private static partial int Close(nint file);

    /// <summary><c>SF_INFO</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Information
    {
        /// <summary>How many frames the file says it has.</summary>
        public long Frames;

        /// <summary>In Hz.</summary>
        public int SampleRate;

        /// <summary>Samples of a frame.</summary>
        public int Channels;

        /// <summary>Container and coding.</summary>
        public int Format;

        /// <summary>Unused.</summary>
        public int Sections;

        /// <summary>Not 0 where the file can be sought in.</summary>
        public int Seekable;
    }

    /// <summary>An open file.</summary>
    public sealed class File() : SafeHandle(invalidHandleValue: 0, ownsHandle: true)
    {
        /// <inheritdoc/>
        public override bool IsInvalid => handle == 0;

        /// <inheritdoc/>
        protected override bool ReleaseHandle() => Libsndfile.Close(handle) == 0;
    }
}
