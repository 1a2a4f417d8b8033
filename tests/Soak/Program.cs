using System.Globalization;
using StreamHost.Engine;
using StreamHost.Engine.Accounts;
using StreamHost.Engine.Channels;
using StreamHost.Engine.Ordering;
using StreamHost.Engine.Sounds;
using StreamHost.Soak;

// dotnet run -c Release --project tests/Soak -- [minutes [seconds between changes [seed]]]
var minutes = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 3;
var pause = args.Length > 1 ? double.Parse(args[1], CultureInfo.InvariantCulture) : 2;
var seed = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 1;

ThreadPool.SetMinThreads(16, 16);
using var workshop = new Workshop();
await using var events = new Service("machine-activity", workshop, null, seed);
var sound = new SoundLoad(Path.Combine(AppContext.BaseDirectory, "spoken-digits.wav"));
await using var hearing = new Service("spoken-digits", workshop, sound.SampleRate, seed + 1);
var load = new EventLoad(events.Served.Features, seed);

using var ending = new CancellationTokenSource(TimeSpan.FromMinutes(minutes));
using var ended = new CancellationTokenSource();
var live = new PipelineOptions { IsLive = true, Workers = 2, Channel = new ChannelOptions { Policy = ChannelPolicy.DropOldest }, Ordering = new OrderingOptions { Lateness = 0.001 } };
var runs = Task.WhenAll(
    new Pipeline(load, events.Served, [events.Ledger], live).RunAsync(ended.Token),
    new SoundRun(sound, hearing.Served, [hearing.Ledger], live with { Workers = 1, Ordering = new OrderingOptions() }).RunAsync(ended.Token));
await Task.WhenAll(events.ChangeAsync(pause, ending.Token), hearing.ChangeAsync(pause, ending.Token));
await ended.CancelAsync();
var reports = await runs;

var hops = sound.Frames / hearing.Served.Features.Count;
var lost = (Events: events.Settle(reports[0], load.Offered.Values.Sum(), events.Ledger.MissingAtEnd(load.Offered)),
    Hops: hearing.Settle(reports[1], hops, hearing.Ledger.MissingAtEnd(new Dictionary<StreamHost.Core.Signals.StreamId, long> { [sound.Stream!] = hops })));
await events.DisposeAsync();
await hearing.DisposeAsync();
await Task.Delay(TimeSpan.FromSeconds(7));

Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{reports[0].Duration.TotalMinutes:F1} minutes, seed {seed}"));
Console.WriteLine("| | events | sound |\n|---|---|---|");
Row("inputs", reports[0].Counters.In, reports[1].Counters.In);
Row("classified", reports[0].Counters.Classified, reports[1].Counters.Classified);
Row("versions that answered", events.Ledger.Versions, hearing.Ledger.Versions);
Row("swaps", events.Counts.Swaps, hearing.Counts.Swaps);
Row("bad versions", events.Counts.Bad, hearing.Counts.Bad);
Row("of them refused or taken back", events.Counts.Caught, hearing.Counts.Caught);
Row("told unavailable", events.Ledger.Unavailable, hearing.Ledger.Unavailable);
foreach (var reason in Enum.GetValues<DropReason>().Where(reason => reason != DropReason.Unavailable && reports.Any(report => report.Counters.DroppedFor(reason) > 0)))
    Row($"dropped and counted: {reason}", reports[0].Counters.DroppedFor(reason), reports[1].Counters.DroppedFor(reason));
Row("**lost**", lost.Events, lost.Hops);
Row("**doubled**", events.Ledger.Doubled, hearing.Ledger.Doubled);
Row("**reordered**", events.Ledger.Reordered, hearing.Ledger.Reordered);
foreach (var fault in events.Rescues.Concat(hearing.Rescues).Select(rescue => rescue.Fault).Distinct().Order(StringComparer.Ordinal))
    Row($"{fault}: from the first wrong call until taken back, times, median, slowest", Rescues(events, fault), Rescues(hearing, fault));
Row("latency before changes, p50, p99, p99.9, worst", Latency(events.Ledger.Before), Latency(hearing.Ledger.Before));
Row("during them", Latency(events.Ledger.During), Latency(hearing.Ledger.During));
Row("in the second after them", Latency(events.Ledger.After), Latency(hearing.Ledger.After));
var unloads = workshop.Unloads;
Console.WriteLine($"{workshop.Builds} new builds of plugins; {unloads.Count} were to leave memory, {unloads.Count(unload => unload.IsGone)} did, the slowest after {unloads.Select(unload => unload.Seconds).DefaultIfEmpty().Max():F1} s");

string[] wrong =
[
    .. events.Wrong, .. hearing.Wrong, .. unloads.Where(unload => !unload.IsGone).Select(unload => unload.ToString()),
    .. lost is (0, 0) && events.Ledger is { Doubled: 0, Reordered: 0 } && hearing.Ledger is { Doubled: 0, Reordered: 0 } ? Array.Empty<string>() : ["an input is not accounted for"],
    .. events.Counts.Bad == events.Counts.Caught && hearing.Counts.Bad == hearing.Counts.Caught ? Array.Empty<string>() : ["a bad version was not caught"],
];
foreach (var line in wrong)
    Console.WriteLine($"WRONG: {line}");
return wrong.Length == 0 ? 0 : 1;

static void Row(string what, object one, object other) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {one} | {other} |"));

static string Rescues(Service service, string fault)
{
    double[] seconds = [.. service.Rescues.Where(rescue => rescue.Fault == fault).Select(rescue => rescue.Seconds).Order()];
    return seconds.Length == 0 ? "0" : string.Create(CultureInfo.InvariantCulture, $"{seconds.Length}, {seconds[seconds.Length / 2] * 1000:F0}, {seconds[^1] * 1000:F0} ms");
}

static string Latency(LatencyHistogram latency) => string.Create(
    CultureInfo.InvariantCulture,
    $"{latency.Percentile(0.5) / 1e6:F1}, {latency.Percentile(0.99) / 1e6:F1}, {latency.Percentile(0.999) / 1e6:F1}, {latency.Worst / 1e6:F0} ms");
