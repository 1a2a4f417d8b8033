using System.Text.Json.Serialization;
using StreamHost.Core;

namespace StreamHost.Training.Presets;

/// <summary>How the learning rate changes from epoch to epoch.</summary>
[JsonConverter(typeof(EnumNameConverter<ScheduleKind>))]
public enum ScheduleKind
{
    /// <summary><c>constant</c>: it does not.</summary>
    Constant,

    /// <summary><c>step</c>: times a factor every so many epochs.</summary>
    Step,

    /// <summary><c>cosine</c>: down to zero along half a cosine, after a linear warm-up.</summary>
    Cosine,

    /// <summary><c>plateau</c>: times a factor where the validation loss stops falling.</summary>
    Plateau,
}
