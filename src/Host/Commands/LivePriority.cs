using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using System.Runtime.InteropServices;

namespace StreamHost.Host.Commands;

/// <summary>What a run of live sound asks of the system: to be run before others, and of the collector to avoid long pauses.</summary>
internal static partial class LivePriority
{
    /// <summary>On Linux the niceness that is asked for, of -20 to 19: before all that has not asked, behind sound servers that have.</summary>
    private const int Niceness = -10;

    /// <summary>Asks for all threads of the program; those that they start inherit it.</summary>
    /// <returns>What was granted, in a few words.</returns>
    public static string Raise()
    {
        GCSettings.LatencyMode = GCLatencyMode.SustainedLowLatency;
        try
        {
            if (OperatingSystem.IsLinux())
                return RaiseThreads() ? $"threads at niceness {Niceness}" : "threads at the usual priority (a higher one needs CAP_SYS_NICE)";
            using var process = Process.GetCurrentProcess();
            process.PriorityClass = ProcessPriorityClass.High;
            return "process at high priority";
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or PlatformNotSupportedException or IOException)
        {
            return "threads at the usual priority";
        }
    }

    private static bool RaiseThreads()
    {
        const int Thread = 0;
        var isGranted = true;
        foreach (var folder in Directory.EnumerateDirectories("/proc/self/task"))
            isGranted &= SetPriority(Thread, int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture), Niceness) == 0;
        return isGranted;
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int priority);
}
