using System.Text.Json.Serialization;

namespace StreamHost.Core.Logs;

/// <summary>What a log's times are written in. Numbers count from the Unix epoch and may have decimals.</summary>
[JsonConverter(typeof(EnumNameConverter<EventTimeUnit>))]
public enum EventTimeUnit
{
    /// <summary>Seconds.</summary>
    S,

    /// <summary>Milliseconds.</summary>
    Ms,

    /// <summary>Microseconds.</summary>
    Us,

    /// <summary>Nanoseconds.</summary>
    Ns,

    /// <summary>A date and time such as <c>2015-02-04 17:51:00</c> or <c>2015-02-04T17:51:00.25+01:00</c>; UTC where no zone is given.</summary>
    Iso8601,
}
