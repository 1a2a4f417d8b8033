using StreamHost.Training.Networks;

namespace StreamHost.Training.Batches;

/// <summary>What a network learns from in an epoch, a batch at a time; drawn anew for each epoch from its seed.</summary>
internal interface IBatches
{
    /// <summary>The number of batches of an epoch.</summary>
    int Count { get; }

    /// <summary>Draws the batches of an epoch, always the same for the same seed.</summary>
    void Draw(ulong seed);

    /// <summary>Fills a batch of the epoch; it holds until the next call. The same whatever was filled before.</summary>
    SequenceBatch Fill(int batch);
}
