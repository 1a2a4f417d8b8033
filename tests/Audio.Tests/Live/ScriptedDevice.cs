using StreamHost.Audio.Devices;
using StreamHost.Core;
using StreamHost.Core.Signals;

namespace StreamHost.Audio.Tests.Live;

/// <summary>What happens to a device.</summary>
internal enum Happening
{
    /// <summary>It delivers, a block at a time, for a while.</summary>
    Deliver,

    /// <summary>It delivers nothing for a while, and all of that at once afterwards.</summary>
    Stall,

    /// <summary>It loses what it hears for a while.</summary>
    Lose,

    /// <summary>Its reader does something else for a while; the device loses what it hears meanwhile, and says how much.</summary>
    Overflow,

    /// <summary>It hears exact zeros for a while.</summary>
    Mute,

    /// <summary>This opening of it delivers exact zeros from here on, and others what is sounded.</summary>
    Stick,

    /// <summary>It is gone for a while.</summary>
    Vanish,

    /// <summary>Another device takes over, for good.</summary>
    Move,

    /// <summary>Its reader does something else for a while; the device delivers meanwhile.</summary>
    Dawdle,
}

/// <summary>A step of a device's script.</summary>
internal sealed record Step(Happening What, int Milliseconds, AudioDevice? Device = null);

/// <summary>
/// A system with one device that follows a script by the manual clock. It hears the numbers of the frames that the world has sounded
/// since the beginning, so that every sample tells where it belongs. The first of several openings carries the script on.
/// </summary>
internal sealed class ScriptedDevice(ManualTime time, IEnumerable<Step> script, int jitterSeed = 0) : IAudioSystem
{
    /// <summary>How long a block lasts.</summary>
    public const int BlockMilliseconds = 5;

    private readonly List<Capture> _openings = [];
    private readonly Queue<Step> _script = new(script);
    private readonly Random _jitter = new(jitterSeed);
    private readonly long _start = time.GetTimestamp();
    private long _away = long.MinValue;
    private long _muteUntil = long.MinValue;

    public string Name => "scripted";

    public AudioDevice Device { get; set; } = new("mic", "Scripted microphone", 8_000, 1, true);

    /// <summary>Largest delay of a block's arrival, in ns.</summary>
    public long Jitter { get; init; }

    /// <summary>How much faster its clock runs than the computer's.</summary>
    public double Drift { get; init; }

    /// <summary>A channel with nothing but zeros.</summary>
    public int? SilentChannel { get; init; }

    /// <summary>Whether only one opening of it is allowed at a time.</summary>
    public bool IsExclusive { get; init; }

    public bool IsOver => _script.Count == 0;

    public int Opened { get; private set; }

    /// <summary>Frames that were delivered to a first opening.</summary>
    public long Delivered { get; private set; }

    public IReadOnlyList<AudioDevice> List() => [Device];

    public ICapture Open(string? device, CaptureOptions options)
    {
        if (time.GetTimestamp() < _away)
            throw new WorkFailedException("there is no such device");
        if (IsExclusive && _openings.Count > 0)
            throw new WorkFailedException("the device is in use");
        Opened++;
        var capture = new Capture(this);
        _openings.Add(capture);
        return capture;
    }

    private long FrameAt(long now) => (long)((now - _start) / (double)UnixTime.Second * Device.SampleRate * (1 + Drift));

    private long TimeAt(long frame) => _start + (long)(frame * (double)UnixTime.Second / Device.SampleRate / (1 + Drift));

    private sealed class Capture(ScriptedDevice system) : ICapture
    {
        private readonly ManualTime _time = system.Clock;
        private readonly AudioDevice _opened = system.Device;
        private long _frame = system.FrameAt(system.Clock.GetTimestamp());
        private long _stalledUntil = long.MinValue;
        private bool _isStuck;
        private long _busyUntil;
        private CaptureRead? _said;

        public AudioDevice Device => system.Device;

        public int MaxFrames => _opened.SampleRate / 10;

        public bool KeepsTime => true;

        public CaptureRead Read(Span<float> samples, TimeSpan patience)
        {
            if (_said is { } said)
            {
                _said = null;
                return said;
            }

            var deadline = _time.GetTimestamp() + (long)patience.TotalNanoseconds;
            if (IsFirst && _time.GetTimestamp() >= _busyUntil && system._script.TryPeek(out _) && Begin(system._script.Dequeue()) is { } read)
                return read;

            var due = Math.Max(system.TimeAt(_frame + Block), _stalledUntil) + (long)(system.Jitter * system._jitter.NextDouble());
            if (due > deadline)
            {
                _time.Advance(Math.Max(0, deadline - _time.GetTimestamp()));
                return default;
            }

            _time.Advance(Math.Max(0, due - _time.GetTimestamp()));
            return Deliver(samples, Math.Max(due, system.TimeAt(_frame + Block)));
        }

        public void Dispose() => system._openings.Remove(this);

        private bool IsFirst => system._openings[0] == this;

        private int Block => BlockMilliseconds * _opened.SampleRate / 1000;

        private CaptureRead? Begin(Step step)
        {
            var now = _time.GetTimestamp();
            var until = now + (step.Milliseconds * (UnixTime.Second / 1000));
            _busyUntil = until;
            switch (step.What)
            {
                case Happening.Stall:
                    _stalledUntil = until;
                    break;
                case Happening.Mute:
                    system._muteUntil = until;
                    break;
                case Happening.Stick:
                    _isStuck = true;
                    break;
                case Happening.Lose:
                    _frame = Math.Max(_frame, system.FrameAt(until));
                    break;
                case Happening.Overflow:
                    _time.Advance(until - now);
                    var frames = Math.Max(0, system.FrameAt(until) - _frame);
                    _frame += frames;
                    return new CaptureRead(CaptureReadKind.Overflow, (int)frames);
                case Happening.Dawdle:
                    _time.Advance(until - now);
                    break;
                case Happening.Vanish:
                    system._away = until;
                    system.Device = step.Device ?? system.Device;
                    return new CaptureRead(CaptureReadKind.Lost, Detail: "unplugged");
                case Happening.Move:
                    system.Device = step.Device!;
                    return new CaptureRead(CaptureReadKind.Moved);
            }

            return null;
        }

        private CaptureRead Deliver(Span<float> samples, long arrival)
        {
            var captured = system.TimeAt(_frame);
            var isSilent = _isStuck || captured <= system._muteUntil;
            for (var i = 0; i < Block; i++)
            {
                var frame = samples.Slice(i * _opened.Channels, _opened.Channels);
                frame.Fill(isSilent ? 0 : _frame + i + 1);
                if (system.SilentChannel is { } silent)
                    frame[silent] = 0;
            }

            _frame += Block;
            system.Delivered += IsFirst ? Block : 0;
            return new CaptureRead(CaptureReadKind.Samples, Block, arrival, captured);
        }
    }

    private ManualTime Clock => time;
}
