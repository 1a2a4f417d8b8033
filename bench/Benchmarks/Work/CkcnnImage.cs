using StreamHost.Numerics.Tensors;
using StreamHost.Training.Networks;

namespace StreamHost.Benchmarks.Work;

/// <summary>One image of 784 steps through a CKCNN whose kernels stay.</summary>
public sealed class CkcnnImage : IWork
{
    private readonly INetwork _network = CkcnnModels.Network();
    private readonly SequenceBatch _image = CkcnnModels.Images(1);
    private readonly TensorMemory _memory = TensorMemory.Create();

    public CkcnnImage()
    {
        foreach (var parameter in _network.Parameters)
            parameter.Tensor.RequiresGradient = false;
    }

    public string Name => "image";

    public string Unit => "image";

    public int UnitsPerRun => 1;

    public void Run()
    {
        using var scope = _memory.Open();
        _network.Forward(_image, dropout: null);
    }

    public void Dispose()
    {
    }
}
