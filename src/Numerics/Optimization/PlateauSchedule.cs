namespace StreamHost.Numerics.Optimization;

/// <summary>
/// A rate that falls by a factor when a metric has not improved for some epochs, as PyTorch's ReduceLROnPlateau with a
/// relative threshold.
/// </summary>
public sealed class PlateauSchedule : LearningRateSchedule
{
    private readonly double _factor;
    private readonly int _patience;
    private readonly double _threshold;
    private readonly double _minimum;
    private readonly bool _higherIsBetter;
    private double _rate;
    private double? _best;
    private int _badEpochs;

    /// <summary>Makes it.</summary>
    /// <param name="rate">The first learning rate, at least 0.</param>
    /// <param name="factor">From one rate to the next, in (0, 1).</param>
    /// <param name="patience">How many epochs without improvement are borne, at least 0.</param>
    /// <param name="threshold">The part of the best metric by which a better one has to be better, in [0, 1).</param>
    /// <param name="minimum">The smallest rate, in [0, rate].</param>
    /// <param name="higherIsBetter">Whether the metric is one that grows, as accuracy; else one that falls, as the loss.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside of its range.</exception>
    public PlateauSchedule(
        double rate, double factor = 0.1, int patience = 10, double threshold = 1e-4, double minimum = 0, bool higherIsBetter = false)
        : base(rate)
    {
        Require(factor is > 0 and < 1, factor, nameof(factor), "in (0, 1)");
        Require(patience >= 0, patience, nameof(patience), "at least 0");
        Require(threshold is >= 0 and < 1, threshold, nameof(threshold), "in [0, 1)");
        Require(minimum >= 0 && minimum <= rate, minimum, nameof(minimum), "in [0, rate]");
        (_factor, _patience, _threshold, _minimum, _higherIsBetter, _rate) = (factor, patience, threshold, minimum, higherIsBetter, rate);
    }

    /// <inheritdoc/>
    public override double Next(int epoch, double metric)
    {
        if (!double.IsFinite(metric))
        {
            return _rate;
        }

        if (IsBetter(metric))
        {
            (_best, _badEpochs) = (metric, 0);
        }
        else if (++_badEpochs > _patience)
        {
            (_rate, _badEpochs) = (Math.Max(_rate * _factor, _minimum), 0);
        }

        return _rate;
    }

    /// <inheritdoc/>
    public override double[] SaveState() => _best is { } best ? [_rate, _badEpochs, best] : [_rate, _badEpochs];

    /// <inheritdoc/>
    public override void RestoreState(ReadOnlySpan<double> state)
    {
        if (state.Length is not (2 or 3))
        {
            throw new ArgumentException($"A plateau's state has 2 or 3 numbers, not {state.Length}.", nameof(state));
        }

        (_rate, _badEpochs, _best) = (state[0], (int)state[1], state.Length == 3 ? state[2] : null);
    }

    private bool IsBetter(double metric) => _best is not { } best
        || (_higherIsBetter ? metric > best * (1 + _threshold) : metric < best * (1 - _threshold));
}
