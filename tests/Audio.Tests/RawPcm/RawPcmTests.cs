using System.Diagnostics;
using System.Runtime.InteropServices;
using StreamHost.Audio.Devices;
using StreamHost.Audio.Live;
using StreamHost.Audio.RawPcm;
using StreamHost.Audio.Tests.Pulse;
using StreamHost.Core;
using StreamHost.Core.Sounds;

namespace StreamHost.Audio.Tests.RawPcm;

public sealed class RawPcmTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streamhost-pcm-").FullName;

    [Theory]
    [InlineData(SampleFormat.Float32, new byte[] { 0, 0, 0, 0x3F, 0, 0, 0x80, 0xBE })]
    [InlineData(SampleFormat.Signed16, new byte[] { 0, 0x40, 0, 0xE0 })]
    [InlineData(SampleFormat.Signed24, new byte[] { 0, 0, 0x40, 0, 0, 0xE0 })]
    [InlineData(SampleFormat.Signed32, new byte[] { 0, 0, 0, 0x40, 0, 0, 0, 0xE0 })]
    [InlineData(SampleFormat.Unsigned8, new byte[] { 192, 96 })]
    public void Every_format_is_read_from_standard_input_to_its_end(SampleFormat format, byte[] bytes)
    {
        var options = new RawPcmOptions { Path = "-", SampleRate = 16_000, Channels = 2, Format = format };
        var heard = HearAll(new RawPcmSystem(options, TimeProvider.System, () => new Crumbs(bytes)));
        Assert.Equal([(16_000, 2)], heard.Segments);
        Assert.Equal([0.5f], heard.Samples);
    }

    [Fact]
    public void A_file_is_heard_whole_however_fast_it_is_read()
    {
        var path = Path.Combine(_folder, "ramp.raw");
        File.WriteAllBytes(path, MemoryMarshal.AsBytes(Ramp.Samples(700_000).AsSpan()));
        var heard = HearAll(new RawPcmSystem(new RawPcmOptions { Path = path, SampleRate = 48_000 }, TimeProvider.System));
        Assert.Equal(Ramp.Samples(700_000), heard.Samples);
    }

    [Fact]
    public async Task A_named_pipe_waits_for_one_writer_after_another()
    {
        if (OperatingSystem.IsWindows())
            return;
        var path = Path.Combine(_folder, "pipe");
        using (var make = Process.Start("mkfifo", [path]))
            await make.WaitForExitAsync();
        using var listener = new Listener(new RawPcmSystem(new RawPcmOptions { Path = path, SampleRate = 48_000 }, TimeProvider.System));
        foreach (var writer in new[] { 1, 2 })
        {
            var writing = Task.Run(() => File.WriteAllBytes(path, MemoryMarshal.AsBytes(Ramp.Samples(10_000).AsSpan())));
            listener.Until(LiveEvent.Lost, writer);
            await writing.WaitAsync(TimeSpan.FromSeconds(30));
        }

        Assert.Equal(20_000, listener.Live.Counters.HandedOn);
    }

    [Fact]
    public void What_can_never_be_read_is_refused_in_one_line()
    {
        Assert.Contains("there is no such pipe or file", Refused(new RawPcmOptions { Path = Path.Combine(_folder, "none"), SampleRate = 8_000 }), StringComparison.Ordinal);
        Assert.Contains("0 Hz is out of range", Refused(new RawPcmOptions { Path = "-", SampleRate = 0 }), StringComparison.Ordinal);
        Assert.Contains("9 is out of range", Refused(new RawPcmOptions { Path = "-", SampleRate = 8_000, Channels = 9 }), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Refused(RawPcmOptions options) =>
        Assert.Throws<InputException>(() => new RawPcmSystem(options, TimeProvider.System).Open(null, new CaptureOptions())).Message;

    private static Live.Heard HearAll(IAudioSystem system)
    {
        using var live = new LiveCapture(system, new LiveOptions(), TimeProvider.System);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var heard = new Live.Heard();
        while (live.Read(out var piece, limit.Token))
            heard.Add(piece);
        Assert.False(limit.IsCancellationRequested, "It does not end.");
        return heard;
    }

    /// <summary>Gives one byte at a time, as a pipe may.</summary>
    private sealed class Crumbs(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 1));
    }
}
