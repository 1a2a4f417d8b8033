using System.Text.Json.Serialization;

namespace StreamHost.Core.Logs;

/// <summary>How a log of events is written down.</summary>
[JsonConverter(typeof(EnumNameConverter<EventLogFormat>))]
public enum EventLogFormat
{
    /// <summary>Comma-separated values with a header row; an empty cell was not measured.</summary>
    Csv,

    /// <summary>One JSON object a line: <c>{"time": 12.5, "stream": "a", "label": "idle", "values": {"cpu": 0.5}}</c>.</summary>
    Jsonl,
}
