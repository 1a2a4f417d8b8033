using StreamHost.Core.Signals;

namespace StreamHost.Audio.Live;

/// <summary>
/// How much faster a device's clock runs than the computer's: the slope of its lateness over time, by least squares. Of each second
/// only the least late block counts, since the others tell of scheduling and not of clocks.
/// </summary>
internal sealed class ClockDrift
{
    /// <summary>Ten minutes: long enough to average the jitter of arrival, short enough to follow a device that warms up.</summary>
    private const int MostPoints = 600;

    /// <summary>Before, a millisecond of jitter would be 100 ppm and more.</summary>
    private const int FewestPoints = 10;

    private readonly (double Time, double Lateness)[] _points = new (double, double)[MostPoints];
    private long _count;
    private long? _start;
    private long _second;
    private long _least = long.MaxValue;

    /// <summary>In parts per million; positive where the device is the faster one; NaN where there is too little to tell.</summary>
    public double Ppm { get; private set; } = double.NaN;

    /// <summary>Takes one block.</summary>
    /// <param name="arrival">In ns.</param>
    /// <param name="lateness">How much later it came than its frames' number says, in ns.</param>
    public void Add(long arrival, long lateness)
    {
        _start ??= arrival;
        var second = (arrival - _start.Value) / UnixTime.Second;
        if (second != _second && _least < long.MaxValue)
        {
            _points[_count++ % MostPoints] = (_second, _least / (double)UnixTime.Second);
            Ppm = Slope() * -1e6;
            _least = long.MaxValue;
        }

        _second = second;
        _least = Math.Min(_least, lateness);
    }

    /// <summary>Begins anew: after a gap the lateness is right only to a millisecond, which would show as a slope.</summary>
    public void Restart()
    {
        (_count, _least, _start) = (0, long.MaxValue, null);
        _second = 0;
    }

    private double Slope()
    {
        var points = _points.AsSpan(0, (int)Math.Min(_count, MostPoints));
        if (points.Length < FewestPoints)
            return Ppm / -1e6;

        var (time, lateness) = (0.0, 0.0);
        foreach (var point in points)
            (time, lateness) = (time + (point.Time / points.Length), lateness + (point.Lateness / points.Length));
        var (products, squares) = (0.0, 0.0);
        foreach (var point in points)
        {
            products += (point.Time - time) * (point.Lateness - lateness);
            squares += (point.Time - time) * (point.Time - time);
        }

        return products / squares;
    }
}
