using System.Globalization;
using StreamHost.Core;
using StreamHost.Core.Signals;

namespace StreamHost.Host.Sources.Replay;

/// <summary>Waits until an event is due: as long after the first as it was recorded, divided by the speed.</summary>
internal sealed class Pace(double speed, TimeProvider time)
{
    private long _firstEvent;
    private long _start;

    public async ValueTask<bool> WaitAsync(long eventTime, CancellationToken stop)
    {
        if (_start == 0)
            (_firstEvent, _start) = (eventTime, time.GetTimestamp());
        var due = TimeSpan.FromTicks((long)((eventTime - _firstEvent) / speed / UnixTime.Tick));
        var wait = due - time.GetElapsedTime(_start);
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !stop.IsCancellationRequested;
    }

    /// <summary>How many times as fast, infinity for <c>max</c>.</summary>
    /// <exception cref="InputException">It is no speed.</exception>
    public static double ParseSpeed(string speed)
    {
        if (speed == "max")
            return double.PositiveInfinity;

        return double.TryParse(speed, NumberStyles.Float, CultureInfo.InvariantCulture, out var times) && times > 0
            ? times
            : throw new InputException("source.speed", $"\"{speed}\" is not a speed", "use 1, a number of times as fast, or max");
    }
}
