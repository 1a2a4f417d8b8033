using System.Globalization;
using StreamHost.Benchmarks.Work;
using StreamHost.Numerics.Threads;

namespace StreamHost.Benchmarks.Race;

/// <summary>
/// Runs our works and their peers in turns, so that a change of the machine's speed falls on both, and prints the median
/// time of each with the median of the ratios taken round by round.
/// </summary>
internal static class RaceCommand
{
    public static void Run(int rounds, double seconds, IReadOnlyList<string> only)
    {
        Shards.Threads = 1;
        IWork[] works = [.. Works().Where(work => only.Count == 0 || only.Contains(work.Name))];
        var script = Path.Combine(AppContext.BaseDirectory, "peers", "peer.py");
        Peer[] peers = [Peer.Start(script, ""), Peer.Start(script, "SkylakeX")];
        Console.WriteLine(Machine.Describe());
        Console.WriteLine($"{rounds} rounds of {seconds} s each, interleaved; medians; arithmetic on one thread each.");
        Console.WriteLine();
        Console.WriteLine($"| work | StreamHost, us |{string.Concat(peers.Select(peer => $" PyTorch's best with OpenBLAS {peer.Blas}, us | times faster |"))}");
        Console.WriteLine($"|---|---|{string.Concat(peers.Select(_ => "---|---|"))}");
        foreach (var work in works)
        {
            Console.WriteLine(Row(work, peers, rounds, seconds));
        }

        Array.ForEach(peers, peer => peer.Dispose());
        Array.ForEach(works, work => work.Dispose());
    }

    private static IEnumerable<IWork> Works() =>
        [new CfCStep(1), new CfCStep(256), new CfCStep(1024), new CfCTraining(), new CkcnnImage(), new CkcnnTraining(), new HostPipeline(), new HostFiles()];

    private static string Row(IWork work, Peer[] peers, int rounds, double seconds)
    {
        var contestants =
            from peer in peers
            from variant in peer.Variants.GetValueOrDefault(work.Name, [])
            select (Peer: peer, Variant: variant, Times: new List<double>());
        var field = contestants.ToArray();
        var ours = new List<double>();
        Stopwatches.MedianMicroseconds(work, seconds);
        for (var round = 0; round < rounds; round++)
        {
            ours.Add(Stopwatches.MedianMicroseconds(work, seconds));
            foreach (var (peer, variant, times) in field)
            {
                times.Add(peer.MedianMicroseconds(work.Name, variant, seconds));
            }
        }

        var row = Line($"| {work.Name} | {Stopwatches.Median(ours):F3} |");
        foreach (var peer in peers)
        {
            row += field.Any(contestant => contestant.Peer == peer)
                ? Cells(field.Where(contestant => contestant.Peer == peer).MinBy(contestant => Stopwatches.Median(contestant.Times)), ours)
                : " | |";
        }

        return row;
    }

    private static string Cells((Peer Peer, string Variant, List<double> Times) best, List<double> ours)
    {
        var ratio = Stopwatches.Median(best.Times.Zip(ours, (theirs, our) => theirs / our));
        return Line($" {Stopwatches.Median(best.Times):F1} ({best.Variant}) | {ratio:F1} |");
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
