using System.Runtime.InteropServices;

namespace StreamHost.Numerics.Memory;

/// <summary>
/// Pages of 2 MiB, where the system has them: memory of a gigabyte is then had, and given back, in 500 steps and not in a quarter of a
/// million, and its addresses stay known to the processor.
/// </summary>
internal static unsafe partial class HugePages
{
    /// <summary>The size of one, and the boundary on which it begins.</summary>
    public const int Bytes = 2 << 20;

    /// <summary>MADV_HUGEPAGE.</summary>
    private const int Advice = 14;

    /// <summary>Asks for them for memory that nobody has touched yet; without them all stays right.</summary>
    public static void Ask(void* start, nuint bytes)
    {
        if (!OperatingSystem.IsLinux())
            return;

        try
        {
            _ = Advise(start, bytes / Bytes * Bytes, Advice);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // A system without them.
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* start, nuint bytes, int advice);
}
