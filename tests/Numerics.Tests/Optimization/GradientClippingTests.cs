using StreamHost.Numerics.Optimization;
using StreamHost.Numerics.Tensors;

namespace StreamHost.Numerics.Tests.Optimization;

public sealed class GradientClippingTests
{
    /// <summary>torch.nn.utils.clip_grad_norm_ with max_norm 2 on the gradients [3, 4, 12] gives 13 and these.</summary>
    [Fact]
    public void Gradients_shrink_together_as_PyTorch_does()
    {
        var parameters = Gradients([3, 4], [12]);
        Assert.Equal(13, GradientClipping.ByNorm(parameters, 2), 1e-12);
        Assert.Equal(0.4615384340, parameters[0].Tensor.Gradient[0], 1e-7);
        Assert.Equal(0.6153845787, parameters[0].Tensor.Gradient[1], 1e-7);
        Assert.Equal(1.8461537361, parameters[1].Tensor.Gradient[0], 2e-7);
    }

    [Fact]
    public void Small_gradients_stay()
    {
        var parameters = Gradients([3, 4], [12]);
        Assert.Equal(13, GradientClipping.ByNorm(parameters, 13.1), 1e-12);
        Assert.Equal([3f, 4f], parameters[0].Tensor.Gradient.ToArray());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_norm_that_is_not_finite_is_told_and_changes_nothing(float bad)
    {
        var parameters = Gradients([3, bad], [12]);
        Assert.False(double.IsFinite(GradientClipping.ByNorm(parameters, 1)));
        Assert.Equal([3f, bad], parameters[0].Tensor.Gradient.ToArray());
        Assert.Equal([12f], parameters[1].Tensor.Gradient.ToArray());
    }

    [Fact]
    public void The_largest_floats_do_not_overflow() =>
        Assert.Equal(Math.Sqrt(20) * float.MaxValue, GradientClipping.ByNorm(Gradients(Enumerable.Repeat(float.MaxValue, 20).ToArray()), 1), 1e26);

    [Fact]
    public void A_limit_of_nothing_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => GradientClipping.ByNorm(Gradients([1]), 0));

    private static Parameter[] Gradients(params float[][] gradients) => [.. gradients.Select((gradient, i) =>
    {
        var tensor = new Tensor(gradient.Length);
        gradient.CopyTo(tensor.Gradient);
        return new Parameter($"p{i}", tensor);
    })];
}
