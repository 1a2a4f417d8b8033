using System.Text.Json;
using System.Text.Json.Schema;
using StreamHost.Core.Logs;

namespace StreamHost.Core.Tests.Logs;

public sealed class EventLogOptionsTests
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerOptions.Strict) { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    [Fact]
    public void Options_are_read_from_a_preset_by_name()
    {
        var options = JsonSerializer.Deserialize<EventLogOptions>("""{"format":"jsonl","timeUnit":"iso8601","onBadRow":"skip","features":["a"],"maxBackward":2}""", Strict)!;
        Assert.Equal((EventLogFormat.Jsonl, EventTimeUnit.Iso8601, BadRowPolicy.Skip, 2.0), (options.Format, options.TimeUnit, options.OnBadRow, options.MaxBackward));
        Assert.Equal((86_400.0, 1 << 20, "time"), (options.MaxForward, options.MaxLineBytes, options.TimeColumn));
    }

    [Theory]
    [InlineData("""{"timeUnit":1}""")]
    [InlineData("""{"timeUnit":"hours"}""")]
    [InlineData("""{"unit":"s"}""")]
    [InlineData("""{"timeColumn":null}""")]
    public void What_stands_for_nothing_is_refused(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<EventLogOptions>(json, Strict));

    [Fact]
    public void The_schema_names_the_choices()
    {
        var schema = Strict.GetJsonSchemaAsNode(typeof(EventLogOptions)).ToJsonString();
        Assert.Contains("""["s","ms","us","ns","iso8601"]""", schema, StringComparison.Ordinal);
        Assert.Contains("""["fail","skip"]""", schema, StringComparison.Ordinal);
    }
}
