namespace StreamHost.Numerics.Optimization;

/// <summary>A rate that falls along half a cosine (Loshchilov and Hutter 2017, equation 5), after a linear rise where asked for.</summary>
public sealed class CosineSchedule : LearningRateSchedule
{
    private readonly int _epochs;
    private readonly double _minimum;
    private readonly int _warmUp;

    /// <summary>Makes it.</summary>
    /// <param name="rate">The largest learning rate, at least 0.</param>
    /// <param name="epochs">After how many epochs the minimum is reached, above <paramref name="warmUp"/>.</param>
    /// <param name="minimum">The last learning rate, in [0, rate].</param>
    /// <param name="warmUp">The epochs of rise: the first of them has rate / (warmUp + 1), the one after them the rate.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside of its range.</exception>
    public CosineSchedule(double rate, int epochs, double minimum = 0, int warmUp = 0)
        : base(rate)
    {
        Require(warmUp >= 0, warmUp, nameof(warmUp), "at least 0");
        Require(epochs > warmUp, epochs, nameof(epochs), "above the epochs of warm-up");
        Require(minimum >= 0 && minimum <= rate, minimum, nameof(minimum), "in [0, rate]");
        (_epochs, _minimum, _warmUp) = (epochs, minimum, warmUp);
    }

    /// <inheritdoc/>
    public override double Next(int epoch, double metric)
    {
        if (epoch < _warmUp)
        {
            return Rate * (epoch + 1) / (_warmUp + 1);
        }

        var progress = Math.Min(1, (epoch - _warmUp) / (double)(_epochs - _warmUp));
        return _minimum + ((Rate - _minimum) * (1 + Math.Cos(Math.PI * progress)) / 2);
    }
}
