using System.Text.Json.Serialization;
using StreamHost.Core;

namespace StreamHost.Host.Control;

/// <summary>What can be asked of a running host.</summary>
[JsonConverter(typeof(EnumNameConverter<ControlVerb>))]
internal enum ControlVerb
{
    /// <summary>Which versions are in memory, and what they do.</summary>
    Status,

    /// <summary>Load a version.</summary>
    Load,

    /// <summary>Put the version on trial in place.</summary>
    Promote,

    /// <summary>Take the version on trial back, or bring back the one before.</summary>
    Rollback,

    /// <summary>Take a version out of memory.</summary>
    Unload,
}
