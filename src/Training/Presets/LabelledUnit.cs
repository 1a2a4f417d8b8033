using System.Text.Json.Serialization;
using StreamHost.Core;

namespace StreamHost.Training.Presets;

/// <summary>What has a label.</summary>
[JsonConverter(typeof(EnumNameConverter<LabelledUnit>))]
public enum LabelledUnit
{
    /// <summary><c>lastEvent</c>: a whole recording, said at its last event.</summary>
    LastEvent,

    /// <summary><c>everyEvent</c>: each event of a recording.</summary>
    EveryEvent,
}
