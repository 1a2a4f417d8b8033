using StreamHost.Audio.Devices;
using StreamHost.Core;
using StreamHost.Core.Signals;

namespace StreamHost.Audio.Live;

/// <summary>
/// While a device delivers exact zeros, opens it now and then a second time and listens for a while. A muted microphone is as silent there: what
/// is heard of it goes on untouched. Where the second opening hears sound, the first is stuck, and the second can take its place. A device that
/// can't be opened twice is left in peace.
/// </summary>
/// <param name="door">Opens the device, and waits longer and longer between.</param>
/// <param name="channels">Which of its channels are heard.</param>
internal sealed class ZeroProbe(DeviceDoor door, ChannelChoice channels)
{
    /// <summary>How much is listened to, in ns: a device that was just opened may wake up first.</summary>
    private const long Listening = UnixTime.Second;

    /// <summary>Two openings may hear the same sound so long apart, in ns.</summary>
    private const long MostApart = UnixTime.Second / 5;

    private ICapture? _capture;
    private float[] _samples = [];
    private bool _isOn;

    /// <summary>When the listening began, until when something was heard, how long a block lasts, and when the first sound came.</summary>
    private long _since;
    private long _until;
    private long _block;
    private long? _sound;

    /// <summary>Goes on, without waiting for anything.</summary>
    /// <param name="device">The device that delivers zeros.</param>
    /// <param name="until">Until when it has, in ns on the monotonic clock. The second opening is read no further, so that nothing is lost where it takes over.</param>
    /// <returns>The second opening where it has heard sound, and the first none of it; the caller's from then on.</returns>
    public ICapture? Look(AudioDevice device, long until)
    {
        if (!_isOn)
            door.PutOff();
        _isOn = true;
        if (_capture is null && !TryOpen(device, until))
            return null;
        if (!Listen(until))
            return Close();
        if (until - _sound >= MostApart)
            return TakeOut();
        return _sound is null && until - _since >= Listening ? Close() : null;
    }

    /// <summary>There are no zeros any more.</summary>
    public void Stop()
    {
        if (!_isOn)
            return;

        Close();
        door.Abandon();
        door.Succeed();
        _isOn = false;
    }

    private bool TryOpen(AudioDevice device, long until)
    {
        try
        {
            _capture = door.TryOpen(TimeSpan.Zero);
        }
        catch (StreamHostException)
        {
            // It is heard already and may allow one opening only: there is nothing to tell.
            door.PutOff();
        }

        if (_capture is null)
            return false;

        Array.Resize(ref _samples, _capture.MaxFrames * _capture.Device.Channels);
        (_since, _until, _block, _sound) = (until, long.MinValue, 0, null);
        if (_capture.Device.Id == device.Id && _capture.Device.HasFormatOf(device))
            return true;
        Close();
        return false;
    }

    /// <summary>Hears what the first opening has heard too.</summary>
    /// <returns>False where nothing more will come.</returns>
    private bool Listen(long until)
    {
        while (_until + _block <= until)
        {
            var read = _capture!.Read(_samples, TimeSpan.Zero);
            if (read.Kind is CaptureReadKind.Lost or CaptureReadKind.Ended or CaptureReadKind.Moved)
                return false;
            if (read.Kind == CaptureReadKind.Nothing)
                return true;
            if (read.Kind == CaptureReadKind.Samples)
                Hear(read);
        }

        return true;
    }

    private void Hear(in CaptureRead read)
    {
        var device = _capture!.Device;
        _block = MonotonicTime.Duration(read.Frames, device.SampleRate);
        _until = read.CaptureTime + _block;
        channels.Apply(_samples.AsSpan(0, read.Frames * device.Channels), device.Channels);
        if (!ZeroWatch.AreZeros(_samples.AsSpan(0, read.Frames * channels.CountOf(device.Channels))))
            _sound ??= _until;
    }

    private ICapture? Close()
    {
        if (TakeOut() is { } capture)
        {
            door.LetGo(capture);
            door.PutOff();
        }

        return null;
    }

    private ICapture? TakeOut()
    {
        var capture = _capture;
        _capture = null;
        return capture;
    }
}
