using System.ComponentModel.DataAnnotations;

namespace StreamHost.Engine.Channels;

/// <summary>The channel at the pipeline's front door; the ones behind it always wait, so that what is lost is lost here.</summary>
public sealed record ChannelOptions
{
    /// <summary>Events that may wait, 16 to 1,048,576; default 4096.</summary>
    [Range(16, 1048576)]
    public int Capacity { get; init; } = 4096;

    /// <summary>What happens at a full channel; default <see cref="ChannelPolicy.Wait"/>.</summary>
    public ChannelPolicy Policy { get; init; }
}
