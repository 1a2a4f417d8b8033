using System.Text.Json;

namespace StreamHost.Core.Packages;

/// <summary>The contents of a package's <c>model.json</c>.</summary>
public sealed record ModelManifest
{
    /// <summary>The format of this file; 1.</summary>
    public int FormatVersion { get; init; } = 1;

    /// <summary>The package's name: letters, digits, hyphens, underscores and dots, at most 64.</summary>
    public required string Name { get; init; }

    /// <summary>Its version, from 1; a newer one has a higher number.</summary>
    public required int Version { get; init; }

    /// <summary>The <see cref="Plugins.IPlugin.Id"/> of the plugin that understands <see cref="Architecture"/>.</summary>
    public required string Plugin { get; init; }

    /// <summary>The network's shape, in the plugin's own terms.</summary>
    public required JsonElement Architecture { get; init; }

    /// <summary>The labels, in the order of the network's outputs; at least two, none twice.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>The names of the inputs, in the network's order; at least one, none twice.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>Per feature, or null where the network takes the values as they are.</summary>
    public Normalization? Normalization { get; init; }

    /// <summary>The rate in Hz of the signals it was trained on, above 0; null where it reads events at irregular times.</summary>
    public double? SampleRate { get; init; }

    /// <summary>Seconds in one unit of the elapsed time that enters the network, above 0; default 1.</summary>
    public double TimeUnit { get; init; } = 1;

    /// <summary>How the weights came to be: data, command, seed, machine, results. For people; nothing reads it back.</summary>
    public JsonElement? Training { get; init; }

    /// <summary>SHA-256 of <c>weights.safetensors</c>, 64 lower-case hexadecimal digits.</summary>
    public required string WeightsSha256 { get; init; }
}
