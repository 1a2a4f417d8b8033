using System.Text.Json;
using StreamHost.Audio.Tests.Live;
using StreamHost.Core.Logs;
using StreamHost.Core.Signals;
using StreamHost.Core.Sounds;
using StreamHost.Engine.Serving;
using StreamHost.Host.Serving;

namespace StreamHost.Host.Tests.Serving;

public sealed class RolledBackVersionsTests : IDisposable
{
    private readonly ModelFolder _models = new();
    private readonly ManualTime _time = new();
    private readonly RolledBackVersions _kept;

    public RolledBackVersionsTests() => _kept = new RolledBackVersions(_models.Store.Root, _time);

    public void Dispose() => _models.Dispose();

    [Fact]
    public void The_reason_and_the_events_that_showed_it_are_kept_as_a_log()
    {
        var excerpt = new InputExcerpt("desk, left", ["x", "y"], [1_000_000_000, 1_500_000_000], [1, float.NaN, 0.25f, float.PositiveInfinity], null);
        var folder = _kept.Keep(Notice(5) with { Excerpt = excerpt, Fault = FaultKind.NotFinite, Comparison = new Comparison(3, 0.5, 1, 1, double.NaN, 1) });
        Assert.Equal(Path.Combine(_models.Store.Root, "walk", ".rolled-back", "5-19700101T001647.000Z"), folder);

        using var reason = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "reason.json")));
        var said = reason.RootElement;
        Assert.Equal(
            ("walk/5", "its scores were not finite", "notFinite", "desk, left", "input.csv"),
            (said.GetProperty("model").GetString(), said.GetProperty("reason").GetString(), said.GetProperty("fault").GetString(), said.GetProperty("stream").GetString(), said.GetProperty("input").GetString()));
        Assert.Equal(3, said.GetProperty("comparison").GetProperty("events").GetInt64());

        using var log = EventLogReader.Open(Path.Combine(folder, "input.csv"), new EventLogOptions(), new StreamTable());
        Assert.Equal(["x", "y"], log.Features);
        Assert.True(log.Read());
        Assert.True(log.Read());
        Assert.False(log.Read());
        Assert.Empty(_models.Store.Versions("walk"));
    }

    [Fact]
    public void Sound_that_showed_it_is_kept_as_a_sound()
    {
        var excerpt = new InputExcerpt("mic", ["sample", "sample"], [1, 2], [0.5f, -0.5f, float.NaN, 1], 16_000);
        using var sound = SoundReader.Open(Path.Combine(_kept.Keep(Notice(2) with { Excerpt = excerpt }), "input.wav"));
        Assert.Equal((16_000, 1), (sound.SampleRate, sound.Channels));
        var samples = new float[8];
        Assert.Equal(4, sound.Read(samples));
        Assert.Equal([0.5f, -0.5f, float.NaN, 1], samples[..4]);
    }

    [Fact]
    public void The_newest_twenty_are_kept()
    {
        for (var version = 95; version < 120; version++)
        {
            _kept.Keep(Notice(version));
            _time.Advance(UnixTime.Second);
        }

        var kept = Directory.GetDirectories(Path.Combine(_models.Store.Root, "walk", ".rolled-back")).Select(path => int.Parse(Path.GetFileName(path).Split('-')[0])).Order();
        Assert.Equal(Enumerable.Range(100, 20), kept);
        Assert.Null(_kept.Of("walk", 99));
        Assert.EndsWith("119-19700101T001711.000Z", _kept.Of("walk", 119), StringComparison.Ordinal);
    }

    private static ServingNotice Notice(int version) => new(ServingNoticeKind.RolledBack, FakeServing.Version(version), "its scores were not finite");
}
