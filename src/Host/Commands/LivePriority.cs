using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using System.Runtime.InteropServices;

namespace StreamHost.Host.Commands;

/// <summary>What a run of live sound asks of the system: to be run before others, and of the collector to avoid long pauses.</summary>
internal sealed partial class LivePriority : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(100);

    /// <summary>On Linux the real-time priority that is asked for, of 1 to 99: before all that is not in real time, behind sound servers that are.</summary>
    private const int RealTime = 5;

    /// <summary>And where that is not granted the niceness, of -20 to 19: before all that has not asked, behind sound servers that have.</summary>
    private const int Niceness = -10;

    private readonly Timer _timer;

    /// <summary>
    /// Asks for all threads of the program. Those that they start inherit it; one that was just being started does not, and nor do those that it
    /// starts, so all are asked for again from time to time.
    /// </summary>
    public LivePriority()
    {
        GCSettings.LatencyMode = GCLatencyMode.SustainedLowLatency;
        Granted = Raise();
        _timer = new Timer(_ => Raise(), null, Soon, Interval);
    }

    /// <summary>What was granted, in a few words.</summary>
    public string Granted { get; }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private static string Raise()
    {
        try
        {
            if (OperatingSystem.IsLinux())
                return RaiseThreads([.. Directory.EnumerateDirectories("/proc/self/task").Select(folder => int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture))]);
            using var process = Process.GetCurrentProcess();
            process.PriorityClass = ProcessPriorityClass.High;
            return "process at high priority";
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or PlatformNotSupportedException or IOException)
        {
            return "threads at the usual priority";
        }
    }

    private static string RaiseThreads(int[] threads)
    {
        bool IsGranted(Func<int, bool> ask) => threads.All(thread => ask(thread) || HasEnded(thread));

        // In real time a thread's timers have no slack anyway.
        if (IsGranted(MakeRealTime))
            return $"threads in real time (SCHED_FIFO {RealTime})";

        var slack = IsGranted(TakeSlack) ? "timer slack 1 ns" : "timer slack as usual";
        return IsGranted(MakeNicer)
            ? $"threads at niceness {Niceness}, {slack}"
            : $"threads at the usual priority, {slack} (more needs CAP_SYS_NICE)";
    }

    private static bool HasEnded(int thread) => !Directory.Exists($"/proc/self/task/{thread}");

    private static bool MakeRealTime(int thread)
    {
        const int FirstInFirstOut = 1;
        return SetScheduler(thread, FirstInFirstOut, RealTime) == 0;
    }

    private static bool MakeNicer(int thread)
    {
        const int Thread = 0;
        return SetPriority(Thread, thread, Niceness) == 0;
    }

    /// <summary>The slack is what the kernel may add to a wait of the thread.</summary>
    private static bool TakeSlack(int thread)
    {
        try
        {
            File.WriteAllText($"/proc/{thread}/timerslack_ns", "1");
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "sched_setscheduler")]
    private static partial int SetScheduler(int thread, int policy, in int priority);

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int priority);
}
