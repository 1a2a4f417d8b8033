using StreamHost.Numerics.Optimization;

namespace StreamHost.Numerics.Tests.Optimization;

public sealed class LearningRateScheduleTests
{
    [Fact]
    public void Constant_rate_stays() => Check(new ConstantSchedule(0.1), [0.1, 0.1, 0.1]);

    /// <summary>torch.optim.lr_scheduler.StepLR(o, 2).</summary>
    [Fact]
    public void Step_schedule_falls_as_PyTorch_does() => Check(new StepSchedule(1, 2), [1, 1, 0.1, 0.1, 0.01]);

    /// <summary>torch.optim.lr_scheduler.CosineAnnealingLR(o, 4, eta_min=0.1), which then stays instead of rising again.</summary>
    [Fact]
    public void Cosine_schedule_falls_as_PyTorch_does() =>
        Check(new CosineSchedule(1, 4, 0.1), [1, 0.8681980515339464, 0.55, 0.23180194846605368, 0.1, 0.1]);

    [Fact]
    public void Cosine_schedule_rises_linearly_first() =>
        Check(new CosineSchedule(1, 7, 0.1, warmUp: 3), [0.25, 0.5, 0.75, 1, 0.8681980515339464, 0.55, 0.23180194846605368, 0.1]);

    /// <summary>torch.optim.lr_scheduler.ReduceLROnPlateau(o, factor=0.5, patience=1, min_lr=0.2) on the same metrics.</summary>
    [Fact]
    public void Plateau_schedule_falls_as_PyTorch_does() => Check(
        new PlateauSchedule(1, 0.5, 1, minimum: 0.2),
        [1, 1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.2, 0.2, 0.2],
        [double.NaN, 1, 0.9, 0.89999, 0.95, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8]);

    [Fact]
    public void Plateau_of_an_accuracy_looks_upwards() => Check(
        new PlateauSchedule(1, 0.5, 0, higherIsBetter: true), [1, 1, 1, 0.5, 0.5], [double.NaN, 0.5, 0.6, 0.55, 0.7]);

    [Fact]
    public void Plateau_goes_on_from_saved_state()
    {
        double[] metrics = [double.NaN, 3, 2, 2, 2, 2, 1, 1, 1, 1, 1];
        for (var stop = 0; stop < metrics.Length; stop++)
        {
            var whole = new PlateauSchedule(1, 0.5, 1);
            foreach (var metric in metrics[..stop])
            {
                whole.Next(0, metric);
            }

            var resumed = new PlateauSchedule(1, 0.5, 1);
            resumed.RestoreState(whole.SaveState());
            foreach (var metric in metrics[stop..])
            {
                Assert.Equal(whole.Next(0, metric), resumed.Next(0, metric));
            }

            Assert.True(whole.Next(0, 1) < 1);
        }
    }

    [Fact]
    public void State_of_another_kind_is_refused()
    {
        Assert.Empty(new CosineSchedule(1, 4).SaveState());
        Assert.Throws<ArgumentException>(() => new CosineSchedule(1, 4).RestoreState([1, 2]));
        Assert.Throws<ArgumentException>(() => new PlateauSchedule(1).RestoreState([]));
    }

    [Fact]
    public void Values_outside_of_their_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConstantSchedule(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StepSchedule(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CosineSchedule(1, 3, warmUp: 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CosineSchedule(1, 3, minimum: 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PlateauSchedule(1, factor: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PlateauSchedule(1, patience: -1));
    }

    private static void Check(LearningRateSchedule schedule, double[] expected, double[]? metrics = null)
    {
        for (var epoch = 0; epoch < expected.Length; epoch++)
        {
            Assert.Equal(expected[epoch], schedule.Next(epoch, metrics?[epoch] ?? double.NaN), 1e-15);
        }
    }
}
