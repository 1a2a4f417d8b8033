using StreamHost.Numerics.Optimization;
using StreamHost.Numerics.Tensors;
using StreamHost.Training.Networks;

namespace StreamHost.Benchmarks.Work;

/// <summary>One training step: 32 sequences of 100 events, forward, cross entropy, backward, Adam.</summary>
public sealed class CfCTraining : IWork
{
    private const int Batch = 32;
    private const int Events = 100;

    private readonly INetwork _network = CfCModels.Network();
    private readonly TensorMemory _memory = TensorMemory.Create();
    private readonly Optimizer _optimizer;
    private readonly SequenceBatch _batch;

    public CfCTraining()
    {
        _optimizer = new Adam(_network.Parameters) { LearningRate = 1e-3 };
        var random = new Random(1);
        _batch = new SequenceBatch
        {
            Count = Batch,
            Time = Events,
            Values = [.. Enumerable.Range(0, Batch * Events * CfCModels.Inputs).Select(_ => (float)((2 * random.NextDouble()) - 1))],
            Elapsed = [.. Enumerable.Range(0, Batch * Events).Select(_ => random.NextDouble())],
            Lengths = [.. Enumerable.Repeat(Events, Batch)],
            Labels = [.. Enumerable.Range(0, Batch).Select(_ => random.Next(CfCModels.Labels))],
            EveryEvent = false,
        };
    }

    public string Name => "train";

    public string Unit => "step";

    public int UnitsPerRun => 1;

    /// <summary>Of the last step. To read it is to wait until a device is done.</summary>
    public float Loss { get; private set; }

    public void Run()
    {
        using var scope = _memory.Open();
        _optimizer.ClearGradients();
        var loss = Losses.CrossEntropy(_network.Forward(_batch, dropout: null), _batch.Labels);
        loss.Backward();
        _optimizer.Step();
        _network.ConstrainParameters();
        Loss = loss.Values[0];
    }

    public void Dispose()
    {
    }
}
