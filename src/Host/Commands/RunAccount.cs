using System.Globalization;
using StreamHost.Audio.Live;
using StreamHost.Engine.Accounts;

namespace StreamHost.Host.Commands;

/// <summary>What became of every event of a run, and of every sample of a live one.</summary>
internal static class RunAccount
{
    /// <param name="report">The run's.</param>
    /// <param name="device">What computed.</param>
    /// <param name="live">The source's, where it was a live one of sound.</param>
    /// <param name="priority">What the system granted a live run.</param>
    /// <param name="output">Where people and programs read.</param>
    /// <param name="hasStandardOutput">Whether a sink has standard output to itself; the account then goes to standard error.</param>
    public static void Write(PipelineReport report, string device, LiveCounters? live, string? priority, Output output, bool hasStandardOutput)
    {
        if (output.IsJson)
        {
            WriteJson(report, device, live, priority, output);
            return;
        }

        Action<string> say = hasStandardOutput ? Output.Note : output.Line;
        var counters = report.Counters;
        say(Text($"{counters.In} in = {counters.Classified} classified + {counters.Dropped} dropped{LatencyText.Listed(Dropped(counters))} + {counters.InFlight} in flight")
            + Text($"; {report.Duration.TotalSeconds:F1} s, {LatencyText.Of(counters.Latency.All)}"));
        if (counters.Latency.IsOfSound)
            say($"latency counts from when a hop's first sample was heard; {LatencyText.Late(counters.Latency)}; {priority}");
        var skipped = counters.Skipped();
        if (skipped.Count > 0)
            say($"skipped before they were events: {string.Join(", ", skipped.Select(pair => $"{pair.Value} ({pair.Key})"))}");
        if (live is not null)
            say(Of(live));
    }

    /// <summary>What became of the samples of a live source, in a line.</summary>
    public static string Of(LiveCounters live) => Text(
        $"{live.Received} frames received, {live.HandedOn} heard; gaps: {GapText(live)}; device latency {LatencyText.Ms(live.Latency)}, drift {Drift(live)}; opened {live.Openings} time{(live.Openings == 1 ? "" : "s")}");

    /// <summary>The same for programs.</summary>
    public static object JsonOf(LiveCounters live) => new
    {
        live.Received,
        heard = live.HandedOn,
        gaps = Gaps(live).ToDictionary(gap => gap.ToString(), gap => new { gaps = live.Gaps(gap), frames = live.GapFrames(gap) }),
        deviceLatencyMicroseconds = live.Latency / 1e3,
        driftPpm = double.IsNaN(live.DriftPpm) ? (double?)null : live.DriftPpm,
        live.Openings,
    };

    private static void WriteJson(PipelineReport report, string device, LiveCounters? live, string? priority, Output output)
    {
        var counters = report.Counters;
        var all = counters.Latency.All;
        output.Json(new
        {
            account = new
            {
                @in = counters.In,
                counters.Classified,
                dropped = Dropped(counters),
                counters.InFlight,
                skipped = counters.Skipped(),
                seconds = report.Duration.TotalSeconds,
                device,
                latencyMicroseconds = new
                {
                    p50 = all.Percentile(0.5) / 1e3,
                    p99 = all.Percentile(0.99) / 1e3,
                    p999 = all.Percentile(0.999) / 1e3,
                    worst = all.Worst / 1e3,
                },
                late = LatencyText.LateByCause(counters.Latency),
                priority,
                sound = live is null ? null : JsonOf(live),
            },
        });
    }

    private static Dictionary<string, long> Dropped(PipelineCounters counters) =>
        Enum.GetValues<DropReason>().Where(reason => counters.DroppedFor(reason) > 0).ToDictionary(reason => reason.ToString(), counters.DroppedFor);

    private static IEnumerable<GapReason> Gaps(LiveCounters live) => Enum.GetValues<GapReason>().Where(reason => live.Gaps(reason) > 0);

    private static string GapText(LiveCounters live)
    {
        var text = string.Join(", ", Gaps(live).Select(reason => Text($"{live.Gaps(reason)} {reason} of {live.GapFrames(reason)} frames")));
        return text.Length > 0 ? text : "none";
    }

    private static string Drift(LiveCounters live) => double.IsNaN(live.DriftPpm) ? "not known yet" : Text($"{live.DriftPpm:F1} ppm");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
