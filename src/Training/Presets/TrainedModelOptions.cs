using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace StreamHost.Training.Presets;

/// <summary>The network to train, and the name of the package that it becomes.</summary>
public sealed record TrainedModelOptions
{
    /// <summary>The package's name: letters, digits, hyphens, underscores and dots, at most 64.</summary>
    [MinLength(1)]
    public required string Name { get; init; }

    /// <summary>The plugin that makes the network; default <c>cfc</c>.</summary>
    [MinLength(1)]
    public string Plugin { get; init; } = "cfc";

    /// <summary>The network's shape, in the plugin's own terms; default all of the plugin's defaults.</summary>
    public JsonElement? Architecture { get; init; }

    /// <summary>Seconds in one unit of the elapsed time that enters the network, 1e-9 to 1e9; default 1.</summary>
    [Range(1e-9, 1e9)]
    public double TimeUnit { get; init; } = 1;

    /// <summary>Whether each value is normalised by its mean and deviation over the training part; default true.</summary>
    public bool Normalize { get; init; } = true;
}
