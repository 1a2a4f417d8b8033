using StreamHost.Audio.Devices;
using StreamHost.Core;

namespace StreamHost.Audio.Live;

/// <summary>
/// Opens and closes devices on threads of their own, because drivers hang: an opening that takes too long is given up, a closing too. Waits longer
/// and longer between openings that fail.
/// </summary>
/// <param name="system">Where the device is.</param>
/// <param name="options">Which it is, and what is wished of it.</param>
/// <param name="time">The clock.</param>
/// <param name="threads">Gives the threads.</param>
/// <param name="firstDelay">How long the first opening that is put off waits.</param>
/// <param name="longestDelay">No opening waits longer.</param>
internal sealed class DeviceDoor(
    IAudioSystem system, LiveOptions options, TimeProvider time, TaskScheduler threads, TimeSpan firstDelay, TimeSpan longestDelay)
{
    private static readonly TimeSpan OpenLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(2);

    private Task<ICapture>? _opening;
    private int _putOffs;

    /// <summary>When the next opening may begin or, while one is under way, when it is given up.</summary>
    private long _next = long.MinValue;

    /// <summary>The device delivers: the next opening is not put off.</summary>
    public void Succeed() => _putOffs = 0;

    /// <summary>Puts the next opening off by a time that doubles.</summary>
    public void PutOff()
    {
        var delay = Math.Min(firstDelay.TotalNanoseconds * Math.Pow(2, _putOffs++), longestDelay.TotalNanoseconds);
        _next = MonotonicTime.Now(time) + (long)delay;
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
    public bool Close(ICapture capture) => Task.WaitAny([LetGo(capture)], CloseLimit) >= 0;

    /// <summary>Closes a device, and waits for it no time at all.</summary>
    /// <returns>The closing.</returns>
    public Task LetGo(ICapture capture) => Apart(() =>
    {
        capture.Dispose();
        return true;
    });

    /// <summary>Lets go of an opening that is under way: what it opens is closed.</summary>
    public void Abandon()
    {
        _opening?.ContinueWith(late => late.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
        _opening = null;
    }

    private Task<T> Apart<T>(Func<T> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, threads);

    private WorkFailedException GiveUp()
    {
        Abandon();
        return new WorkFailedException($"the device could not be opened within {OpenLimit.TotalSeconds} s");
    }
}
