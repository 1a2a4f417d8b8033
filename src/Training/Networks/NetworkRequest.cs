using System.Text.Json;
using StreamHost.Core.Packages;

namespace StreamHost.Training.Networks;

/// <summary>What a plugin needs to know to make a network.</summary>
public sealed record NetworkRequest
{
    /// <summary>The preset's <c>model.architecture</c>, in the plugin's own terms.</summary>
    public required JsonElement Architecture { get; init; }

    /// <summary>The names of the inputs.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>The labels to tell apart.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>Per feature, or null where the values enter as they are.</summary>
    public Normalization? Normalization { get; init; }

    /// <summary>Seconds in one unit of the elapsed time that enters the network, above 0.</summary>
    public double TimeUnit { get; init; } = 1;

    /// <summary>The rate in Hz of evenly sampled signals; null for events at irregular times.</summary>
    public double? SampleRate { get; init; }

    /// <summary>The seed of the initial weights.</summary>
    public required ulong Seed { get; init; }
}
