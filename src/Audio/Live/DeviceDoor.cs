using StreamHost.Audio.Devices;
using StreamHost.Core;

namespace StreamHost.Audio.Live;

/// <summary>
/// Opens and closes devices on threads of their own, because drivers hang: an opening that takes too long is given up, a closing too. Waits longer
/// and longer between openings that fail.
/// </summary>
internal sealed class DeviceDoor(IAudioSystem system, LiveOptions options, TimeProvider time)
{
    /// <summary>A device that was only moved to another socket is there again by then.</summary>
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);

    /// <summary>A device that comes back after an hour is not waited for longer than this.</summary>
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan OpenLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(2);

    private Task<ICapture>? _opening;
    private TimeSpan _delay = FirstDelay;

    /// <summary>When the next opening may begin or, while one is under way, when it is given up.</summary>
    private long _next = long.MinValue;

    /// <summary>The device delivers: the next opening is not put off.</summary>
    public void Succeed() => _delay = FirstDelay;

    /// <summary>Puts the next opening off by a time that doubles.</summary>
    public void PutOff()
    {
        _next = MonotonicTime.Now(time) + (long)_delay.TotalNanoseconds;
        _delay = TimeSpan.FromTicks(Math.Min(2 * _delay.Ticks, LongestDelay.Ticks));
    }

    /// <summary>Goes on with opening for at most <paramref name="patience"/>.</summary>
    /// <returns>The device, once it is open.</returns>
    /// <exception cref="WorkFailedException">It can't be opened now; call again.</exception>
    /// <exception cref="InputException">It can never be opened.</exception>
    public ICapture? TryOpen(TimeSpan patience)
    {
        var now = MonotonicTime.Now(time);
        if (_opening is null && now < _next)
        {
            var rest = TimeSpan.FromMicroseconds(((_next - now) / 1000) + 1);
            Task.Delay(rest < patience ? rest : patience, time).Wait();
            return null;
        }

        if (_opening is null)
        {
            _opening = Apart(() => system.Open(options.Device, options.Capture));
            _next = now + (long)OpenLimit.TotalNanoseconds;
        }

        if (Task.WaitAny([_opening], patience) < 0)
            return now < _next ? null : throw GiveUp();

        var opened = _opening;
        _opening = null;
        return opened.GetAwaiter().GetResult();
    }

    /// <summary>Closes a device.</summary>
    /// <returns>False where it took too long and was given up.</returns>
    public static bool Close(ICapture capture)
    {
        var closing = Apart(() =>
        {
            capture.Dispose();
            return true;
        });
        return Task.WaitAny([closing], CloseLimit) >= 0;
    }

    /// <summary>Lets go of an opening that is under way: what it opens is closed.</summary>
    public void Abandon()
    {
        _opening?.ContinueWith(late => late.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
        _opening = null;
    }

    private static Task<T> Apart<T>(Func<T> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private WorkFailedException GiveUp()
    {
        Abandon();
        return new WorkFailedException($"the device could not be opened within {OpenLimit.TotalSeconds} s");
    }
}
