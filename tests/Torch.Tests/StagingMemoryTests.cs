using TorchSharp;

namespace StreamHost.Torch.Tests;

/// <summary>The parts of the memory by which values go to a GPU; there is none here, and so the memory isn't pinned and no copy is ever on its way.</summary>
public sealed class StagingMemoryTests
{
    private readonly StagingMemory _memory = new(torch.device("cpu"), length: 8);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(9)]
    public void What_was_brought_is_there_and_comes_back(int count)
    {
        using var scope = torch.NewDisposeScope();
        List<(float[] Values, torch.Tensor There)> brought = [];
        for (var time = 0; time < 10; time++)
        {
            float[] values = [.. Enumerable.Range(10 * time, count)];
            brought.Add((values, _memory.Bring(values, [1, count])));
            if (time == 7)
                AssertHolds(brought[3].Values, brought[3].There);
        }

        foreach (var (values, there) in brought)
        {
            Assert.Equal([1L, count], there.shape);
            AssertHolds(values, there);
        }
    }

    private void AssertHolds(float[] values, torch.Tensor there)
    {
        var read = new float[values.Length];
        _memory.Read(there, read);
        Assert.Equal(values, read);
    }
}
