using System.Diagnostics;
using StreamHost.Benchmarks.Work;

namespace StreamHost.Benchmarks.Race;

/// <summary>Times a work the way its peer does: the median of repeats, short ones several at a time.</summary>
internal static class Stopwatches
{
    public static double MedianMicroseconds(IWork work, double seconds)
    {
        var start = Stopwatch.GetTimestamp();
        work.Run();
        var once = Math.Max(Stopwatch.GetElapsedTime(start).TotalSeconds, 1e-7);
        var inner = Math.Max(1, (int)(0.002 / once));
        var samples = new List<double>();
        var begin = Stopwatch.GetTimestamp();
        while (samples.Count < 3 || Stopwatch.GetElapsedTime(begin).TotalSeconds < seconds)
        {
            start = Stopwatch.GetTimestamp();
            for (var i = 0; i < inner; i++)
            {
                work.Run();
            }

            samples.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds / inner / work.UnitsPerRun);
        }

        return Median(samples);
    }

    public static double Median(IEnumerable<double> samples)
    {
        var sorted = samples.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
