using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using StreamHost.Core;
using StreamHost.Engine.Serving;
using StreamHost.Host.Presets;

namespace StreamHost.Host.Control;

/// <summary>What is asked of a running host: one JSON object on one line.</summary>
internal sealed record ControlRequest
{
    /// <summary>What is asked.</summary>
    public required ControlVerb Verb { get; init; }

    /// <summary>Of a load, which package: as a preset names it, and a folder by its full path.</summary>
    [MinLength(1)]
    public string? Model { get; init; }

    /// <summary>Of a load, how it is tried; as the preset says unless told.</summary>
    public TrialKind? Trial { get; init; }

    /// <summary>Of a canary, the share of the streams that it answers, above 0 to 1; as the preset says unless told.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double? Share { get; init; }

    /// <summary>Seconds of trial, 0.1 to 86,400; as the preset says unless told.</summary>
    [Range(0.1, 86_400.0)]
    public double? Duration { get; init; }

    /// <summary>Of a rollback, why.</summary>
    [MinLength(1)]
    public string? Reason { get; init; }

    /// <summary>Of an unload, the version's number.</summary>
    [Range(1, int.MaxValue)]
    public int? Version { get; init; }

    /// <summary>Reads a request as strictly as a preset.</summary>
    /// <exception cref="InputException">It is no such object.</exception>
    public static ControlRequest Parse(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var element = JsonElement.Parse(utf8);
            new PresetCheck((path, what, remedy) => new InputException($"request, {path}", what, remedy)).Check(element, typeof(ControlRequest), "$");
            return element.Deserialize<ControlRequest>(PresetJson.Options)!;
        }
        catch (JsonException exception)
        {
            throw new InputException("request", "it is not JSON", "send one object on one line", exception);
        }
    }

    /// <summary>The request on a line.</summary>
    public byte[] ToLine() => [.. JsonSerializer.SerializeToUtf8Bytes(this, PresetJson.Options), (byte)'\n'];

    /// <summary>How a load is to be tried; null where the preset alone says.</summary>
    /// <param name="options">The preset's.</param>
    /// <exception cref="InputException">It says how long or how widely, and there is no such trial.</exception>
    public TrialOptions? TrialOf(TrialOptions options)
    {
        if (Trial is null && Share is null && Duration is null)
            return null;

        var kind = Trial ?? options.Kind;
        if (Share is not null && kind != TrialKind.Canary)
            throw new InputException("share", "only a canary answers a share of the streams", "add --trial canary, or leave it out");
        if (Duration is not null && kind == TrialKind.None)
            throw new InputException("duration", "there is no trial that could last so long", "add --trial shadow or --trial canary, or leave it out");
        return options with { Kind = kind, Share = Share ?? options.Share, Duration = Duration ?? options.Duration };
    }
}
