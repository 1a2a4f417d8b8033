using System.Text.Json.Serialization;
using StreamHost.Core;

namespace StreamHost.Training.Presets;

/// <summary>How much each label counts in the loss.</summary>
[JsonConverter(typeof(EnumNameConverter<ClassWeighting>))]
public enum ClassWeighting
{
    /// <summary><c>none</c>: as often as it occurs.</summary>
    None,

    /// <summary><c>balanced</c>: every label as much as every other.</summary>
    Balanced,
}
