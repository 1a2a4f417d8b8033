using System.Text.Json.Serialization;
using StreamHost.Engine.Sources;

namespace StreamHost.Host.Sources.Machine;

/// <summary>How to read this computer's kernel counters.</summary>
internal sealed record MachineOptions : SourceOptions
{
    /// <summary>The name of the stream.</summary>
    public string Stream { get; init; } = "machine";

    /// <summary>The seed of the irregular times at which the counters are read.</summary>
    public int Seed { get; init; } = 1;

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsLive => true;

    /// <inheritdoc/>
    public override IEventSource Open(SourceContext context) => new MachineSource(this, context.Features);
}
