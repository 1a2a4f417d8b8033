using StreamHost.Core;
using StreamHost.Engine.Serving;
using StreamHost.Host.Presets;

namespace StreamHost.Host.Tests.Presets;

public sealed class PresetReaderTests : IDisposable
{
    private const string Good = """
        {
          "source": { "type": "replay", "path": "a.csv" },
          "model": "m/1",
          "decision": { "threshold": 0.5 },
          "sinks": [ { "type": "console" } ]
        }
        """;

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.json");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void A_good_preset_is_read_with_its_defaults()
    {
        var preset = Read(Good);
        Assert.Equal("m/1", preset.Model);
        Assert.Equal(0.5, preset.Decision.Threshold);
        Assert.Equal(4096, preset.Channel.Capacity);
        Assert.Equal(256, preset.MaxBatch);
    }

    [Theory]
    [InlineData("\"threshold\": 0.5", "\"treshold\": 0.5", ", line 4, $.decision.treshold: unknown key \"treshold\"; did you mean \"threshold\"?")]
    [InlineData("\"threshold\": 0.5", "\"threshold\": 1.5", ", line 4, $.decision.threshold: 1.5 is out of range; use 0 to 1")]
    [InlineData("\"threshold\": 0.5", "\"threshold\": \"high\"", ", line 4, $.decision.threshold: \"high\" is not a number; write a number")]
    [InlineData("\"threshold\": 0.5", "\"threshold\": null", ", line 4, $.decision.threshold: it is null; leave it out, or give a value")]
    [InlineData("\"replay\"", "\"rplay\"", ", line 2, $.source.type: unknown type \"rplay\"; did you mean \"replay\"?")]
    [InlineData("\"type\": \"replay\", ", "", ", line 2, $.source: \"type\" is missing; use one of replay, machine, stdin, microphone, pcm")]
    [InlineData("\"path\": \"a.csv\"", "\"path\": \"a.csv\", \"speed\": \"fast\"", ", line 2, $.source.speed: \"fast\" is not understood; use 1, a number of times as fast, or max")]
    [InlineData("\"path\": \"a.csv\"", "\"path\": \"a.csv\", \"log\": { \"timeUnit\": \"hours\" }", ", line 2, $.source.log.timeUnit: \"hours\" is not one of the words for it; use s, ms, us, ns, iso8601")]
    [InlineData("  \"model\": \"m/1\",\n", "", ", line 1, $: \"model\" is missing; it is required")]
    [InlineData("[ { \"type\": \"console\" } ]", "[]", ", line 5, $.sinks: it is empty; give at least 1")]
    [InlineData("[ { \"type\": \"console\" } ]", "[ { \"type\": \"console\" }, 7 ]", ", line 5, $.sinks[1]: 7 is not an object; write { ... }")]
    [InlineData("[ { \"type\": \"console\" } ]", "[ null ]", ", line 5, $.sinks[0]: it is null; leave it out, or give a value")]
    [InlineData("\"model\": \"m/1\"", "\"model\": \"m/1\", \"channel\": { \"policy\": \"dropNewest\" }", ", line 3, $.channel.policy: \"dropNewest\" is not one of the words for it; use wait, dropOldest")]
    [InlineData("\"model\": \"m/1\"", "\"model\": \"m/1\", \"serving\": { \"trial\": { \"kind\": \"hidden\" } }", ", line 3, $.serving.trial.kind: \"hidden\" is not one of the words for it; use none, shadow, canary")]
    [InlineData("\"model\": \"m/1\"", "\"model\": \"m/1\", \"serving\": { \"trial\": { \"share\": 0 } }", ", line 3, $.serving.trial.share: 0 is out of range; use above 0 to 1")]
    [InlineData("\"model\": \"m/1\"", "\"model\": \"m/1\", \"watch\": \"yes\"", ", line 3, $.watch: \"yes\" is not true or false; write true or false")]
    public void A_mistake_is_said_with_its_line_and_what_would_be_right(string part, string instead, string message)
    {
        Assert.Contains(part, Good, StringComparison.Ordinal);
        var exception = Assert.Throws<InputException>(() => Read(Good.Replace(part, instead, StringComparison.Ordinal)));
        Assert.Equal(_path + message, exception.Message);
    }

    [Theory]
    [InlineData("{ \"model\": \"m/1\", }", ", line 1: it is not JSON")]
    [InlineData("{ \"model\": \"a\",\n \"model\": \"b\" }", ": it is not JSON")]
    [InlineData("", ", line 1: it is not JSON")]
    public void What_is_no_JSON_is_refused(string text, string message)
    {
        var exception = Assert.Throws<InputException>(() => Read(text));
        Assert.Contains(message.Split(": ")[1], exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_said()
    {
        var exception = Assert.Throws<InputException>(() => PresetReader.Read<Preset>("nowhere.json", []));
        Assert.StartsWith("nowhere.json: there is no such file", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_override_takes_the_place_of_what_is_written()
    {
        var preset = Read(Good, "decision.threshold=0.75", "source.speed=max", "workers=3", "title=A run", "watch=true", "serving.trial.kind=shadow", "serving.history=0.5");
        Assert.True(preset.Watch);
        Assert.Equal(new ServingOptions { History = 0.5, Trial = new TrialOptions { Kind = TrialKind.Shadow } }, preset.Serving);
        Assert.Equal(0.75, preset.Decision.Threshold);
        Assert.Equal(3, preset.Pipeline.Workers);
        Assert.Equal("A run", preset.Title);
        Assert.Equal("max", Assert.IsType<Host.Sources.Replay.ReplayOptions>(preset.Source).Speed);
    }

    [Fact]
    public void A_mistake_in_an_override_names_it()
    {
        var exception = Assert.Throws<InputException>(() => Read(Good, "decision.treshold=1"));
        Assert.Equal("--set decision.treshold=1, $.decision.treshold: unknown key \"treshold\"; did you mean \"threshold\"?", exception.Message);
        Assert.Throws<InputException>(() => Read(Good, "decision.threshold"));
        Assert.Throws<InputException>(() => Read(Good, "sinks.7.path=x"));
    }

    private Preset Read(string text, params string[] overrides)
    {
        File.WriteAllText(_path, text);
        return PresetReader.Read<Preset>(_path, [.. overrides.Select(PresetOverride.Parse)]);
    }
}
