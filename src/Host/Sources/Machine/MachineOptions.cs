using System.ComponentModel;

namespace StreamHost.Host.Sources.Machine;

/// <summary>How to read this computer's kernel counters.</summary>
internal sealed record MachineOptions
{
    /// <summary>The name of the stream.</summary>
    [Description("The name of the stream.")]
    public string Stream { get; init; } = "machine";

    /// <summary>The seed of the irregular times at which the counters are read.</summary>
    [Description("The seed of the irregular times at which the counters are read.")]
    public int Seed { get; init; } = 1;
}
