using StreamHost.Numerics.Convolutions;
using StreamHost.Numerics.Tests.Tensors;

namespace StreamHost.Numerics.Tests.Convolutions;

/// <summary>Convolutions of one sample, with kernels that stay, and at irregular times.</summary>
public sealed class OtherConvolutionTests
{
    [Fact]
    public void A_pointwise_convolution_is_one_with_kernels_of_a_sample()
    {
        var (x, weight, bias) = (GradientCheck.Points(1, 5, 3, 7), GradientCheck.Points(2, 4, 3), GradientCheck.Points(3, 4));
        var expected = Convolution.Apply(x, weight.Reshape(4, 3, 1), bias, [0]);
        Assert.Equal(expected.Values.ToArray(), PointwiseConvolution.Apply(x, weight, bias).Values.ToArray(), (a, b) => Math.Abs(a - b) < 1e-5);
        GradientCheck.Verify(inputs => PointwiseConvolution.Apply(inputs[0], inputs[1], inputs[2]), x, weight, bias);
        Assert.Throws<ArgumentException>(() => PointwiseConvolution.Apply(x, weight, GradientCheck.Points(3, 5)));
    }

    [Theory]
    [InlineData(6, false)]
    [InlineData(6, true)]
    [InlineData(90, false)]
    [InlineData(90, true)]
    public void Kernels_that_stay_give_the_same(int length, bool isDepthwise)
    {
        var (x, weight, bias) = (GradientCheck.Points(1, 3, 4, 120), GradientCheck.Points(2, 4, isDepthwise ? 1 : 4, length), GradientCheck.Points(3, 4));
        var expected = Convolution.Apply(x, weight, bias, [length - 1], isDepthwise).Values.ToArray();
        using var kept = new FixedConvolution(weight, bias, [120], [length - 1], isDepthwise);
        for (var time = 0; time < 2; time++)
            Assert.Equal(expected, kept.Apply(x).Values.ToArray(), (a, b) => Math.Abs(a - b) < 1e-3);
        Assert.Throws<ArgumentException>(() => kept.Apply(GradientCheck.Points(1, 3, 4, 100)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gradients_at_irregular_times_are_the_slopes(bool isDepthwise)
    {
        var pairs = new LagPairs([0, 0.5, 2, 2.25, 7, 7.5], reach: 5);
        Assert.Equal([0, 0.5f, 0, 2, 1.5f, 0, 2.25f, 1.75f, 0.25f, 0, 5, 4.75f, 0, 0.5f, 0], pairs.Lags);
        GradientCheck.Verify(
            inputs => IrregularConvolution.Apply(inputs[0], inputs[1], inputs[2], pairs, isDepthwise),
            GradientCheck.Points(1, 2, 6),
            GradientCheck.Points(2, 2, isDepthwise ? 1 : 2, pairs.Lags.Count),
            GradientCheck.Points(3, 2));
    }
}
