using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using StreamHost.Core.Logs;
using StreamHost.Engine.Sources;

namespace StreamHost.Host.Sources.Replay;

/// <summary>A recorded log, a sound or a recording of sound, played back.</summary>
internal sealed record ReplayOptions : SourceOptions
{
    /// <summary>The log, .csv or .jsonl, or the sound, such as .wav or .flac, or the folder of a recording, relative to the preset.</summary>
    [MinLength(1)]
    public required string Path { get; init; }

    /// <summary>How fast: <c>1</c> as it was, <c>10</c> ten times as fast, <c>max</c> as fast as can be; default <c>1</c>. The results do not depend on it.</summary>
    [RegularExpression("max|[0-9]+(\\.[0-9]+)?", ErrorMessage = "use 1, a number of times as fast, or max")]
    public string Speed { get; init; } = "1";

    /// <summary>How to read the log.</summary>
    public EventLogOptions Log { get; init; } = new();

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsLive => false;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string? File => Path;

    /// <summary>A log says so by its ending, or the preset by its format; all else is heard.</summary>
    [JsonIgnore]
    public override bool IsSound => Log.Format is null && !EventLogReader.IsNamedAsLog(Path);

    /// <inheritdoc/>
    public override IAudioSource OpenSound(SourceContext context) =>
        Directory.Exists(context.Resolve(Path)) ? new RecordingReplaySource(this, context) : new SoundReplaySource(this, context);

    /// <inheritdoc/>
    public override IEventSource Open(SourceContext context) => new ReplaySource(this, context);
}
