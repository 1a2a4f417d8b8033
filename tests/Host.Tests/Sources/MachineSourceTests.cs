using StreamHost.Core;
using StreamHost.Core.Signals;
using StreamHost.Engine.Sources;
using StreamHost.Host.Sources.Machine;

namespace StreamHost.Host.Tests.Sources;

public sealed class MachineSourceTests
{
    [Fact]
    public async Task Events_are_partial_readings_in_units_that_carry_over()
    {
        if (!OperatingSystem.IsLinux())
            return;

        await using var source = new MachineSource(new MachineOptions(), features: null);
        var intake = new Collector(source.Features.Count, enough: 40);
        await source.RunAsync(intake, intake.Token);
        Assert.All(intake.Events, values =>
        {
            Assert.Contains(values, float.IsNaN);
            Assert.Contains(values, float.IsFinite);
            Assert.DoesNotContain(values, value => float.IsInfinity(value) || value > 20 || value < -20);
        });
        foreach (var name in new[] { "cpu.user", "cpu.idle", "cpu.busiest", "memory.used", "disk.busy" })
        {
            var place = source.Features.ToList().IndexOf(name);
            var measured = intake.Events.Select(values => values[place]).Where(float.IsFinite).ToList();
            Assert.NotEmpty(measured);
            Assert.All(measured, value => Assert.InRange(value, 0, 1));
        }

        Assert.Equal(intake.Times.Order(), intake.Times);
    }

    [Fact]
    public async Task Values_come_in_the_models_order()
    {
        if (!OperatingSystem.IsLinux())
            return;

        await using var source = new MachineSource(new MachineOptions(), ["memory.used", "cpu.idle"]);
        Assert.Equal(["memory.used", "cpu.idle"], source.Features);
        var intake = new Collector(2, enough: 30);
        await source.RunAsync(intake, intake.Token);
        Assert.Contains(intake.Events, values => values[0] is > 0 and < 1 && float.IsNaN(values[1]));
        Assert.Contains(intake.Events, values => values[1] is >= 0 and <= 1 && float.IsNaN(values[0]));
    }

    [Fact]
    public void A_feature_that_no_machine_has_is_refused()
    {
        if (!OperatingSystem.IsLinux())
            return;

        var exception = Assert.Throws<InputException>(() => new MachineSource(new MachineOptions(), ["cpu.mood"]));
        Assert.StartsWith("source machine: the model wants \"cpu.mood\"", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>Keeps events until it has enough.</summary>
    private sealed class Collector(int features, int enough) : EventIntake
    {
        private readonly CancellationTokenSource _stop = new();

        public List<float[]> Events { get; } = [];

        public List<long> Times { get; } = [];

        public CancellationToken Token => _stop.Token;

        public override StreamTable Streams { get; } = new();

        public override TimeProvider Time => TimeProvider.System;

        public override float[] Rent() => new float[features];

        public override ValueTask OfferAsync(SensorEvent sensorEvent, CancellationToken stop)
        {
            Events.Add(sensorEvent.Values);
            Times.Add(sensorEvent.EventTime);
            if (Events.Count == enough)
                _stop.Cancel();
            return ValueTask.CompletedTask;
        }

        public override void CountSkipped(string reason)
        {
        }
    }
}
