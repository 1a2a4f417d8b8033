using System.Diagnostics;
using System.Globalization;
using StreamHost.Benchmarks.Work;

namespace StreamHost.Benchmarks.Race;

/// <summary>Races the real Fourier transforms against FFTW's, in turns; needs a C compiler and libfftw3f.</summary>
internal static class FourierRace
{
    public static void Run(int rounds, double seconds)
    {
        using var peer = Start();
        Console.WriteLine($"{rounds} rounds of {seconds} s each, interleaved; medians; one thread each.");
        Console.WriteLine();
        foreach (var count in new[] { 16, 1 })
        {
            Console.WriteLine($"| real transform, {(count > 1 ? $"{count} signals at once" : "one signal")} | StreamHost, us | FFTW, us | of FFTW's time | inverse, us | FFTW, us | of FFTW's time |");
            Console.WriteLine("|---|---|---|---|---|---|---|");
            for (var length = 256; length <= 65_536; length *= 2)
                Console.WriteLine($"| {length} |{Cells(peer, length, count, isForward: true, rounds, seconds)}{Cells(peer, length, count, isForward: false, rounds, seconds)}");
            Console.WriteLine();
        }

        peer.StandardInput.Close();
        peer.WaitForExit();
    }

    private static string Cells(Process peer, int length, int count, bool isForward, int rounds, double seconds)
    {
        using IWork work = count == 1 ? new FourierTransform(length, isForward) : new FourierTransforms(length, count, isForward);
        var (ours, theirs) = (new List<double>(), new List<double>());
        Stopwatches.MedianMicroseconds(work, seconds);
        for (var round = 0; round < rounds; round++)
        {
            ours.Add(Stopwatches.MedianMicroseconds(work, seconds));
            peer.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{work.Name} {length} {count} {seconds}"));
            peer.StandardInput.Flush();
            theirs.Add(double.Parse(peer.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture));
        }

        var ratio = Stopwatches.Median(ours.Zip(theirs, (our, their) => our / their));
        return string.Create(CultureInfo.InvariantCulture, $" {Stopwatches.Median(ours):F3} | {Stopwatches.Median(theirs):F3} | {ratio:F2} |");
    }

    private static Process Start()
    {
        var source = Path.Combine(AppContext.BaseDirectory, "peers", "fftw_peer.c");
        var program = Path.Combine(Path.GetTempPath(), $"fftw_peer-{Environment.ProcessId}");
        using (var compiler = Process.Start("cc", ["-O2", source, "-o", program, "-lfftw3f", "-lm"]))
        {
            compiler.WaitForExit();
            if (compiler.ExitCode != 0)
                throw new InvalidOperationException("The peer was not compiled: it needs cc and libfftw3f (Debian's gcc and libfftw3-dev).");
        }

        return Process.Start(new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
    }
}
