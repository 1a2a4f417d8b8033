using StreamHost.Plugins.CfC.Wirings;

namespace StreamHost.Plugins.CfC.Tests.Wirings;

/// <summary>Draws held against those of NumPy 1.24.</summary>
public sealed class RandomTests_NumPy
{
    [Fact]
    public void RandomState_chooses_what_numpy_chooses()
    {
        var random = new NumpyRandomState(7);
        int[] ten = [.. Enumerable.Range(0, 10)];
        Assert.Equal([8, 5, 0, 2], random.Choose(ten, 4));
        Assert.Equal([1, 3, 2, 5], random.Choose(ten, 4));
        Assert.Equal([2, 4, 1, 9], random.Choose(ten, 4));
        Assert.Equal([-1, -1, 1, -1, -1, -1, -1, 1], Enumerable.Range(0, 8).Select(_ => random.Choose([-1, 1])));
        int[] thirteen = [.. Enumerable.Range(0, 13)];
        Assert.Equal([7, 3, 3, 8, 3, 0], Enumerable.Range(0, 6).Select(_ => random.Choose(thirteen)));
    }

    [Fact]
    public void RandomState_takes_the_greatest_seed()
    {
        var random = new NumpyRandomState(uint.MaxValue);
        Assert.Equal([419, 290, 12, 71, 948, 576, 214, 506], Enumerable.Range(0, 8).Select(_ => random.NextInt(1000)));
    }

    [Fact]
    public void Generator_draws_what_numpy_draws()
    {
        var random = new NumpyGenerator(0);
        Assert.Equal([1, 1, 1, -1, -1, -1, -1, -1, -1, 1, 1, 1], Enumerable.Range(0, 12).Select(_ => FullWiring.DrawPolarity(random)));
    }

    [Fact]
    public void Generator_samples_small_populations_as_numpy_does()
    {
        var random = new NumpyGenerator(uint.MaxValue);
        Assert.Equal([190, 251, 724, 219, 909, 287, 213, 618], Enumerable.Range(0, 8).Select(_ => random.NextInt(1000)));
        Assert.Equal([16, 29, 15, 27, 7, 3, 23], random.Choose(30, 7));
        Assert.Equal([1, 3, 4, 2, 0], random.Choose(5, 5));
    }

    [Fact]
    public void Generator_samples_large_populations_by_a_shuffle_as_numpy_does()
    {
        var random = new NumpyGenerator(5);
        var sample = random.Choose(12_000, 300);
        Assert.Equal([10191, 8490, 2699, 4875, 9644], sample[..5]);
        Assert.Equal(1793087, sample.Sum());
        Assert.Equal([103, 505, 366, 725], Enumerable.Range(0, 4).Select(_ => random.NextInt(1000)));
    }
}
