using StreamHost.Numerics.Tensors;

namespace StreamHost.Numerics.Tests.Tensors;

public sealed class LossesTests
{
    /// <summary>torch.nn.functional.cross_entropy(x, [0, 2, -1], weight=[1, 2, 0.5], ignore_index=-1) of PyTorch 1.13.</summary>
    [Fact]
    public void Weighted_cross_entropy_is_PyTorchs()
    {
        var x = Logits();
        var loss = Losses.CrossEntropy(x, [0, 2, -1], [1, 2, 0.5f]);
        loss.Backward();
        Assert.Equal(0.9406324028968811, loss.Values[0], 1e-6);
        double[] expected =
        [
            -0.4936690330505371, 0.47025638818740845, 0.023412687703967094,
            0.024173814803361893, 0.014662159606814384, -0.03883596509695053,
            0, 0, 0,
        ];
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], x.Gradient[i], 1e-7);
        }
    }

    [Theory]
    [InlineData(new[] { -1, -1, -1 }, new float[0])]
    [InlineData(new[] { 0, 0, -1 }, new[] { 0f, 1, 1 })]
    public void A_batch_of_nothing_teaches_nothing(int[] labels, float[] weights)
    {
        var x = Logits();
        var loss = Losses.CrossEntropy(x, labels, weights);
        loss.Backward();
        Assert.Equal(0, loss.Values[0]);
        Assert.All(x.Gradient.ToArray(), gradient => Assert.Equal(0, gradient));
    }

    [Fact]
    public void No_rows_are_a_batch_of_nothing() => Assert.Equal(0, Losses.CrossEntropy(new Tensor(0, 3), []).Values[0]);

    [Fact]
    public void A_wrong_certainty_costs_what_it_says()
    {
        var x = Logits();
        var loss = Losses.CrossEntropy(x, [-1, -1, 1]);
        loss.Backward();
        Assert.Equal(2000, loss.Values[0]);
        Assert.Equal([1f, -1f, 0f], x.Gradient[6..].ToArray());
    }

    [Fact]
    public void What_an_ignored_row_holds_has_no_influence()
    {
        var x = Tensor.FromValues([1, 2, float.NaN, float.NaN], 2, 2);
        x.RequiresGradient = true;
        var loss = Losses.CrossEntropy(x, [0, -1]);
        loss.Backward();
        Assert.Equal(Losses.CrossEntropy(Tensor.FromValues([1, 2], 1, 2), [0]).Values[0], loss.Values[0]);
        Assert.Equal([0f, 0f], x.Gradient[2..].ToArray());
    }

    [Fact]
    public void Labels_and_weights_that_do_not_belong_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Losses.CrossEntropy(Logits(), [0, 1]));
        Assert.Throws<ArgumentException>(() => Losses.CrossEntropy(Logits(), [0, 1, 2], [1, 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Losses.CrossEntropy(Logits(), [0, 1, 3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Losses.CrossEntropy(Logits(), [0, 1, -2]));
    }

    [Fact]
    public void Mean_squared_error_is_a_mean_over_all_elements() =>
        Assert.Equal(2.5f, Losses.MeanSquaredError(Tensor.FromValues([1, 2, 3, 4], 2, 2), Tensor.FromValues([1, 1, 0, 4], 2, 2)).Values[0]);

    private static Tensor Logits()
    {
        var tensor = Tensor.FromValues([1, 2, -1, 0.5f, 0, 3, 1000, -1000, 0], 3, 3);
        tensor.RequiresGradient = true;
        return tensor;
    }
}
