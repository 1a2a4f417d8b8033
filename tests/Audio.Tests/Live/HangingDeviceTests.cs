using StreamHost.Audio.Devices;
using StreamHost.Audio.Live;

namespace StreamHost.Audio.Tests.Live;

public sealed class HangingDeviceTests
{
    [Fact]
    public void A_device_that_never_closes_is_left_behind_and_the_stream_goes_on()
    {
        using var never = new ManualResetEventSlim();
        var system = new Hanging(never);
        using (var live = new LiveCapture(system, new LiveOptions(), TimeProvider.System))
        {
            var heard = new Heard();
            while (!heard.Events.Contains(LiveEvent.CloseAbandoned) && live.Read(out var piece, CancellationToken.None))
                heard.Add(piece);
            Assert.Equal([LiveEvent.Lost, LiveEvent.CloseAbandoned], heard.Events);
            while (system.Opened < 2)
                live.Read(out _, new CancellationToken(system.Opened == 2));
        }

        never.Set();
    }

    /// <summary>Is lost at once each time, and hangs in closing.</summary>
    private sealed class Hanging(ManualResetEventSlim never) : IAudioSystem, ICapture
    {
        public int Opened { get; private set; }

        public string Name => "hanging";

        public AudioDevice Device { get; } = new("h", "Hanging", 8_000, 1, true);

        public int MaxFrames => 800;

        public bool KeepsTime => true;

        public IReadOnlyList<AudioDevice> List() => [Device];

        public ICapture Open(string? device, CaptureOptions options)
        {
            Opened++;
            return this;
        }

        public CaptureRead Read(Span<float> samples, TimeSpan patience) => new(CaptureReadKind.Lost, Detail: "unplugged");

        public void Dispose() => never.Wait();
    }
}
