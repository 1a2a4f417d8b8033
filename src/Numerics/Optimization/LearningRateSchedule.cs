namespace StreamHost.Numerics.Optimization;

/// <summary>The learning rate of every epoch.</summary>
public abstract class LearningRateSchedule
{
    private protected LearningRateSchedule(double rate)
    {
        Require(rate is >= 0 and < double.PositiveInfinity, rate, nameof(rate), "finite and at least 0");
        Rate = rate;
    }

    /// <summary>The rate that the schedule starts from.</summary>
    public double Rate { get; }

    /// <summary>Asked once before every epoch, in order.</summary>
    /// <param name="epoch">The epoch that is about to begin, from 0.</param>
    /// <param name="metric">What the epoch before it reached; NaN where there was none.</param>
    /// <returns>The learning rate of that epoch.</returns>
    public abstract double Next(int epoch, double metric);

    /// <summary>What the schedule remembers between epochs, finite numbers; empty where the epoch alone decides.</summary>
    public virtual double[] SaveState() => [];

    /// <summary>Goes on from what <see cref="SaveState"/> gave.</summary>
    /// <exception cref="ArgumentException">It is the state of another kind of schedule.</exception>
    public virtual void RestoreState(ReadOnlySpan<double> state)
    {
        if (!state.IsEmpty)
        {
            throw new ArgumentException($"This schedule has no state; {state.Length} numbers are another's.", nameof(state));
        }
    }

    private protected static void Require(bool good, double value, string name, string range)
    {
        if (!good)
        {
            throw new ArgumentOutOfRangeException(name, value, $"It is {range}.");
        }
    }
}
