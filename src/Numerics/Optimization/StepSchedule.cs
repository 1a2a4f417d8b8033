namespace StreamHost.Numerics.Optimization;

/// <summary>A rate that falls by a factor every so many epochs.</summary>
public sealed class StepSchedule : LearningRateSchedule
{
    private readonly int _epochs;
    private readonly double _factor;

    /// <summary>Makes it.</summary>
    /// <param name="rate">The first learning rate, at least 0.</param>
    /// <param name="epochs">How many epochs a rate lasts, at least 1.</param>
    /// <param name="factor">From one rate to the next, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside of its range.</exception>
    public StepSchedule(double rate, int epochs, double factor = 0.1)
        : base(rate)
    {
        Require(epochs >= 1, epochs, nameof(epochs), "at least 1");
        Require(factor is > 0 and < double.PositiveInfinity, factor, nameof(factor), "finite and above 0");
        (_epochs, _factor) = (epochs, factor);
    }

    /// <inheritdoc/>
    public override double Next(int epoch, double metric) => Rate * Math.Pow(_factor, epoch / _epochs);
}
