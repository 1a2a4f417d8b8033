using StreamHost.Numerics.Optimization;
using StreamHost.Training.Metrics;

namespace StreamHost.Training.Loop;

/// <summary>
/// All that the next step depends on, apart from data and options: what a checkpoint holds. The order of the batches and
/// the choices of dropout follow from seed, epoch and batch, so they need no place here.
/// </summary>
internal sealed class TrainingState
{
    /// <summary>The running epoch, from 0, and the next batch of it.</summary>
    public int Epoch { get; set; }

    public int Batch { get; set; }

    /// <summary>The running epoch's sums: loss by labelled rows, labels that were right, labelled rows.</summary>
    public double LossSum { get; set; }

    public long Right { get; set; }

    public long Labelled { get; set; }

    /// <summary>Seconds of training before this run took over.</summary>
    public double Seconds { get; set; }

    /// <summary>The learning rate of the running epoch.</summary>
    public double LearningRate { get; set; }

    public double[] Schedule { get; set; } = [];

    public List<EpochRecord> History { get; set; } = [];

    /// <summary>The epoch, from 1, whose weights are the best so far; 0 before the first.</summary>
    public int BestEpoch { get; set; }

    /// <summary>The values of every parameter, in the network's order: as they are, and as they were in the best epoch.</summary>
    public required float[][] Weights { get; set; }

    public required float[][] Best { get; set; }

    public OptimizerState? Optimizer { get; set; }
}
