using StreamHost.Core;
using StreamHost.Core.Signals;
using StreamHost.Engine.Sources;

namespace StreamHost.Host.Sources.Machine;

/// <summary>
/// This computer's own kernel counters as a stream of sensor events. Each group is read at its own irregular times, and
/// makes a partial event: what was not read is NaN.
/// </summary>
internal sealed class MachineSource : IEventSource
{
    private readonly MachineOptions _options;
    private readonly CounterGroup[] _groups;
    private readonly string[] _features;
    private readonly int[] _places;
    private readonly float[] _readings = new float[16];

    /// <summary>Opens the kernel's counters.</summary>
    /// <param name="options">The stream's name and the seed of the times.</param>
    /// <param name="features">The values that events hold, in order; null for all that this machine has.</param>
    /// <exception cref="InputException">This system has no such counters.</exception>
    public MachineSource(MachineOptions options, IReadOnlyList<string>? features)
    {
        if (!File.Exists("/proc/stat"))
        {
            throw new InputException(
                "source machine", $"{Environment.OSVersion.Platform} has no /proc/stat", "use it on Linux, or replay a recording");
        }

        _options = options;
        _groups =
        [
            new CpuCounters(), new MemoryCounters(), new VirtualMemoryCounters(), new DiskCounters(), new NetworkCounters(),
            .. PressureCounters.IsSupported ? new CounterGroup[] { new PressureCounters() } : [],
        ];
        string[] all = [.. _groups.SelectMany(group => group.Features)];
        _features = features is null ? all : [.. features];
        _places = [.. all.Select(name => Array.IndexOf(_features, name))];
        if (Array.Find(_features, name => !IsKnown(name, all)) is { } unknown)
        {
            throw new InputException(
                "source machine", $"the model wants \"{unknown}\", which it does not measure", $"use a model of {string.Join(", ", all)}");
        }
    }

    public IReadOnlyList<string> Features => _features;

    public async Task RunAsync(EventIntake intake, CancellationToken stop)
    {
        var stream = intake.Streams.Intern(_options.Stream);
        var random = new Random(_options.Seed);
        var schedule = new PriorityQueue<Reading, long>();
        var start = UnixTime.Now(intake.Time);
        var first = 0;
        foreach (var group in _groups)
        {
            group.Read(1, _readings);
            var reading = new Reading(group, first, start);
            schedule.Enqueue(reading, Next(reading, random));
            first += group.Features.Count;
        }

        for (long sequence = 0; schedule.TryDequeue(out var reading, out var due); sequence++)
        {
            if (!await WaitUntilAsync(due, intake.Time, stop).ConfigureAwait(false))
                return;

            await intake.OfferAsync(Read(reading, intake, stream, sequence), stop).ConfigureAwait(false);
            schedule.Enqueue(reading, Next(reading, random));
        }
    }

    public ValueTask DisposeAsync()
    {
        Array.ForEach(_groups, group => group.Dispose());
        return ValueTask.CompletedTask;
    }

    /// <summary>A kernel without pressure files makes those values NaN for ever: a model can do without them.</summary>
    private static bool IsKnown(string feature, string[] all) =>
        all.Contains(feature) || feature.StartsWith("pressure.", StringComparison.Ordinal);

    private SensorEvent Read(Reading reading, EventIntake intake, StreamId stream, long sequence)
    {
        var values = intake.Rent();
        values.AsSpan().Fill(float.NaN);
        var now = UnixTime.Now(intake.Time);
        var seconds = Math.Max((now - reading.Time) / (double)UnixTime.Second, 1e-3);
        var readings = _readings.AsSpan(0, reading.Group.Features.Count);
        reading.Group.Read(seconds, readings);
        for (var i = 0; i < readings.Length; i++)
        {
            if (_places[reading.First + i] is var place and >= 0)
                values[place] = readings[i];
        }

        reading.Time = now;
        return new SensorEvent(stream, now, now, sequence, values);
    }

    /// <summary>Between half and one and a half of the group's interval after its last reading.</summary>
    private static long Next(Reading reading, Random random) =>
        reading.Time + (long)(reading.Group.Interval.Ticks * UnixTime.Tick * (0.5 + random.NextDouble()));

    /// <summary>False where the wait was cut short by a stop.</summary>
    private static async ValueTask<bool> WaitUntilAsync(long due, TimeProvider time, CancellationToken stop)
    {
        var wait = due - UnixTime.Now(time);
        if (wait > 0)
        {
            await Task.Delay(TimeSpan.FromTicks((wait / UnixTime.Tick) + 1), time, stop)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return !stop.IsCancellationRequested;
    }

    /// <summary>A group, the place of its readings among the values, and when it was read last.</summary>
    private sealed class Reading(CounterGroup group, int first, long time)
    {
        public CounterGroup Group { get; } = group;

        public int First { get; } = first;

        public long Time { get; set; } = time;
    }
}
