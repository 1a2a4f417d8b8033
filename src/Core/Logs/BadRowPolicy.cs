using System.Text.Json.Serialization;

namespace StreamHost.Core.Logs;

/// <summary>What happens to a row of a log that can't be understood.</summary>
[JsonConverter(typeof(EnumNameConverter<BadRowPolicy>))]
public enum BadRowPolicy
{
    /// <summary>Reading ends with an error that says where and why.</summary>
    Fail,

    /// <summary>The row is left out and counted by reason.</summary>
    Skip,
}
