using System.Diagnostics;
using StreamHost.Engine.Workers;

namespace StreamHost.Host.Commands;

/// <summary>How long calls of models take on this machine.</summary>
internal static class CallTimes
{
    private const int Rounds = 15;
    private const int CallsTogether = 16;
    private static readonly TimeSpan RoundTime = TimeSpan.FromMilliseconds(10);

    /// <summary>Of all of them together: until then the runtime has compiled well what is called; on a single processor it begins with that ten times later.</summary>
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromSeconds(Environment.ProcessorCount == 1 ? 6 : 3);

    /// <summary>The median microseconds of a call of each, timed in turns once all are warm.</summary>
    public static double[] Medians(IReadOnlyList<MadeUpBatch> works)
    {
        // One after the other: while anything is called for the first time the runtime compiles nothing well.
        foreach (var work in works)
        {
            for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < WarmUpTime / works.Count;)
                work.Process();
        }

        var times = works.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < works.Count; i++)
                times[i].Add(MicrosecondsPerCall(works[i]));
        }

        return [.. times.Select(list => list.Order().ElementAt(Rounds / 2))];
    }

    private static double MicrosecondsPerCall(MadeUpBatch work)
    {
        var start = Stopwatch.GetTimestamp();
        var calls = 0;
        for (; Stopwatch.GetElapsedTime(start) < RoundTime; calls += CallsTogether)
        {
            for (var i = 0; i < CallsTogether; i++)
                work.Process();
        }

        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / calls;
    }
}
