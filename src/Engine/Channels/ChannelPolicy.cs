using System.Text.Json.Serialization;
using StreamHost.Core;

namespace StreamHost.Engine.Channels;

/// <summary>What happens to an event that meets a full channel.</summary>
[JsonConverter(typeof(EnumNameConverter<ChannelPolicy>))]
public enum ChannelPolicy
{
    /// <summary>The source waits; nothing is lost.</summary>
    Wait,

    /// <summary>The oldest waiting event is dropped and counted; the newest wins.</summary>
    DropOldest,
}
