using StreamHost.Numerics.Optimization;
using StreamHost.Numerics.Randomness;
using StreamHost.Numerics.Tensors;
using StreamHost.Training.Networks;

namespace StreamHost.Benchmarks.Work;

/// <summary>One training step of a CKCNN: 64 images, kernels sampled, dropout, cross entropy, backward, Adam.</summary>
public sealed class CkcnnTraining : IWork
{
    private readonly INetwork _network = CkcnnModels.Network();
    private readonly SequenceBatch _batch = CkcnnModels.Images(64);
    private readonly TensorMemory _memory = TensorMemory.Create();
    private readonly RandomSource _dropout = new(1);
    private readonly Optimizer _optimizer;

    public CkcnnTraining() => _optimizer = new Adam(_network.Parameters) { LearningRate = 1e-3 };

    public string Name => "train-ckcnn";

    public string Unit => "step";

    public int UnitsPerRun => 1;

    /// <summary>Of the last step. To read it is to wait until a device is done.</summary>
    public float Loss { get; private set; }

    public void Run()
    {
        using var scope = _memory.Open();
        _optimizer.ClearGradients();
        var loss = Losses.CrossEntropy(_network.Forward(_batch, _dropout), _batch.Labels);
        loss.Backward();
        _optimizer.Step();
        Loss = loss.Values[0];
    }

    public void Dispose()
    {
    }
}
