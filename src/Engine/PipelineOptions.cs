using StreamHost.Engine.Channels;
using StreamHost.Engine.Decision;
using StreamHost.Engine.Ordering;

namespace StreamHost.Engine;

/// <summary>How a pipeline is built.</summary>
public sealed record PipelineOptions
{
    /// <summary>The channel at the front door.</summary>
    public ChannelOptions Channel { get; init; } = new();

    /// <summary>How events are put in order.</summary>
    public OrderingOptions Ordering { get; init; } = new();

    /// <summary>How probabilities become labels.</summary>
    public DecisionOptions Decision { get; init; } = new();

    /// <summary>Workers that run the model, 1 to 256; default one for each processor but one. The results do not depend on it.</summary>
    public int Workers { get; init; } = Math.Clamp(Environment.ProcessorCount - 1, 1, 256);

    /// <summary>Most streams in one call of the model, 1 to 16384; default 256. The results do not depend on it.</summary>
    public int MaxBatch { get; init; } = 256;

    /// <summary>
    /// Most seconds, 0 to 1, that an event waits for those of other streams, to share a call with them, where the source is live; default 0. For models whose calls cost
    /// nearly the same whatever is in them. The results do not depend on it.
    /// </summary>
    public double MaxDelay { get; init; }

    /// <summary>Whether the source delivers as things happen, so that a pause lets out what the ordering holds; default false.</summary>
    public bool IsLive { get; init; }
}
