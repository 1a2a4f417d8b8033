using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using StreamHost.Engine;
using StreamHost.Engine.Channels;
using StreamHost.Engine.Decision;
using StreamHost.Engine.Ordering;
using StreamHost.Engine.Serving;
using StreamHost.Host.Sinks;
using StreamHost.Host.Sources;

namespace StreamHost.Host.Presets;

/// <summary>What <c>streamhost run</c> reads: where events come from, which model reads them, where classifications go.</summary>
internal sealed record Preset
{
    /// <summary>Where this file's schema lies, for editors.</summary>
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    /// <summary>What the run is called, for people.</summary>
    public string? Title { get; init; }

    /// <summary>What it is for, for people.</summary>
    public string? Description { get; init; }

    /// <summary>Where events come from.</summary>
    public required SourceOptions Source { get; init; }

    /// <summary>The channel at the front door.</summary>
    public ChannelOptions Channel { get; init; } = new();

    /// <summary>How events are put in order.</summary>
    public OrderingOptions Ordering { get; init; } = new();

    /// <summary>
    /// The model's package: a folder, relative to this file, or one in the model folder: <c>name</c> or <c>name/latest</c> for the newest version, <c>name/3</c> for
    /// the third, <c>name@</c> and 12 to 64 digits of a SHA-256 for that of those weights or that <c>model.json</c>.
    /// </summary>
    [MinLength(1)]
    public required string Model { get; init; }

    /// <summary>
    /// Whether a newer version is loaded as soon as it is published, while the run goes on; default true where the source is live and the model is a name
    /// without a number or a hash.
    /// </summary>
    public bool? Watch { get; init; }

    /// <summary>How the model is kept in service: what is remembered for a new version, how that is tried, and what a faulty one may do.</summary>
    public ServingOptions Serving { get; init; } = new();

    /// <summary>Workers that run the model, 1 to 256; default one for each processor but one. The results do not depend on it.</summary>
    [Range(1, 256)]
    public int? Workers { get; init; }

    /// <summary>Most streams in one call of the model, 1 to 16384; default 256. The results do not depend on it.</summary>
    [Range(1, 16384)]
    public int MaxBatch { get; init; } = 256;

    /// <summary>Most seconds, 0 to 1, that an event of a live source waits for those of other streams, to share a call with them; default 0. The results do not depend on it.</summary>
    [Range(0.0, 1.0)]
    public double MaxDelay { get; init; }

    /// <summary>
    /// What computes the model: <c>managed</c> (default), or in a build that has it <c>torch-cpu</c>, <c>cuda</c> or <c>cuda:1</c>, with one worker; <c>auto</c> measures a
    /// call of <see cref="Streams"/> streams at the start and takes the faster.
    /// </summary>
    public string Device { get; init; } = "managed";

    /// <summary>Streams that are expected, 1 to 1,000,000: what <c>auto</c> measures a call of, up to <see cref="MaxBatch"/>; default that of events, and 1 of sound. The results do not depend on it.</summary>
    [Range(1, 1_000_000)]
    public int? Streams { get; init; }

    /// <summary>How probabilities become labels.</summary>
    public DecisionOptions Decision { get; init; } = new();

    /// <summary>Where classifications go; at least one.</summary>
    [MinLength(1)]
    public required IReadOnlyList<SinkOptions> Sinks { get; init; }

    /// <summary>How the pipeline is built.</summary>
    [JsonIgnore]
    public PipelineOptions Pipeline
    {
        get
        {
            var options = new PipelineOptions
            {
                Channel = Channel,
                Ordering = Ordering,
                Decision = Decision,
                MaxBatch = MaxBatch,
                MaxDelay = MaxDelay,
                IsLive = Source.IsLive,
            };
            return Workers is { } workers ? options with { Workers = workers } : options;
        }
    }
}
