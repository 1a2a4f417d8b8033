using System.Text.Json.Serialization;
using StreamHost.Core;

namespace StreamHost.Engine.Serving;

/// <summary>How a new version proves itself before it answers all streams.</summary>
[JsonConverter(typeof(EnumNameConverter<TrialKind>))]
public enum TrialKind
{
    /// <summary>Not at all: it answers as soon as it is ready.</summary>
    None,

    /// <summary>It runs beside the old version on the live input, and nobody hears it.</summary>
    Shadow,

    /// <summary>It answers a share of the streams.</summary>
    Canary,
}
