using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using StreamHost.Core;

namespace StreamHost.Host.Control;

/// <summary>What a running host answers when the thing has happened, or could not: one JSON object on one line.</summary>
internal sealed record ControlAnswer
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The exit status that a verb ends with.</summary>
    public required int Exit { get; init; }

    /// <summary>What happened, in one line; of a failure, why.</summary>
    public string? Text { get; init; }

    /// <summary>What happened, for programs; null of a failure.</summary>
    public Happening? Happened { get; init; }

    /// <summary>Which versions are in memory; null where that was not asked.</summary>
    public RunStatus? Status { get; init; }

    /// <summary>Of something that did not happen.</summary>
    public static ControlAnswer Of(StreamHostException exception) =>
        new() { Exit = exception is InputException ? ExitStatus.WrongInput : ExitStatus.Failed, Text = exception.Message };

    /// <summary>Reads an answer; null where it is none.</summary>
    public static ControlAnswer? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<ControlAnswer>(line, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The answer on a line.</summary>
    public byte[] ToLine() => [.. JsonSerializer.SerializeToUtf8Bytes(this, Options), (byte)'\n'];
}
