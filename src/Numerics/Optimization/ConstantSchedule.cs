namespace StreamHost.Numerics.Optimization;

/// <summary>The same rate always.</summary>
/// <param name="rate">The learning rate, at least 0.</param>
public sealed class ConstantSchedule(double rate) : LearningRateSchedule(rate)
{
    /// <inheritdoc/>
    public override double Next(int epoch, double metric) => Rate;
}
