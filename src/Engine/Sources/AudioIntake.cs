using StreamHost.Core.Signals;

namespace StreamHost.Engine.Sources;

/// <summary>The pipeline's front door for sound, handed to a source.</summary>
public abstract class AudioIntake
{
    /// <summary>The names of the run's streams.</summary>
    public abstract StreamTable Streams { get; }

    /// <summary>The run's clock.</summary>
    public abstract TimeProvider Time { get; }

    /// <summary>
    /// Takes a block of any length, or a gap; its samples are copied before this completes. Completes at once unless the channel is
    /// full and its policy is to wait. Blocks of a stream come in the order of their frames.
    /// </summary>
    /// <exception cref="ArgumentException">The block has another rate than the source, or not as many samples as it says.</exception>
    public abstract ValueTask OfferAsync(AudioBlock block, CancellationToken stop);
}
