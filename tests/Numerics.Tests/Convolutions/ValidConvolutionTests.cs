using StreamHost.Numerics.Convolutions;
using StreamHost.Numerics.Randomness;
using StreamHost.Numerics.Tensors;

namespace StreamHost.Numerics.Tests.Convolutions;

public sealed class ValidConvolutionTests
{
    [Theory]
    [InlineData(1, 1, 1, 1, false)]
    [InlineData(2, 3, 5, 5, false)]
    [InlineData(3, 3, 7, 20, true)]
    [InlineData(4, 2, 100, 100, false)]
    [InlineData(4, 4, 100, 101, true)]
    [InlineData(3, 5, 100, 173, false)]
    [InlineData(6, 6, 129, 300, true)]
    public void It_is_the_sum_where_all_of_the_kernel_meets_the_signal(int inputs, int outputs, int kernel, int length, bool isDepthwise)
    {
        var (weight, bias) = (Noise(1, outputs, isDepthwise ? 1 : inputs, kernel), Noise(2, outputs));
        using var convolution = new ValidConvolution(weight, bias, length, isDepthwise);
        foreach (var batch in new[] { 1, 3 })
        {
            var x = Noise(3, batch, inputs, length);
            var y = convolution.Apply(x);
            Assert.Equal([batch, outputs, length - kernel + 1], y.Shape.ToArray());
            Assert.False(y.RequiresGradient);
            var values = y.Values.ToArray();
            for (var i = 0; i < values.Length; i++)
            {
                var (b, o, t) = (i / (y.Shape[2] * outputs), i / y.Shape[2] % outputs, i % y.Shape[2]);
                double sum = bias.Values[o];
                for (var channel = 0; channel < weight.Shape[1]; channel++)
                {
                    for (var k = 0; k < kernel; k++)
                        sum += (double)weight.Values[(((o * weight.Shape[1]) + channel) * kernel) + k] * x.Values[(((b * inputs) + (isDepthwise ? o : channel)) * length) + t + k];
                }

                Assert.Equal(sum, values[i], 2e-5 * kernel);
            }
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new ValidConvolution(Noise(1, 2, 3, 9), null, 8));
        Assert.Throws<ArgumentException>(() => new ValidConvolution(Noise(1, 2, 2, 9), null, 12, isDepthwise: true));
        Assert.Throws<ArgumentException>(() => new ValidConvolution(Noise(1, 2, 9), null, 12));
        Assert.Throws<ArgumentException>(() => new ValidConvolution(Noise(1, 2, 3, 9), Noise(1, 3), 12));
        using var convolution = new ValidConvolution(Noise(1, 2, 3, 9), null, 12);
        Assert.Throws<ArgumentException>(() => convolution.Apply(Noise(1, 1, 3, 11)));
        Assert.Throws<ArgumentException>(() => convolution.Apply(Noise(1, 1, 2, 12)));
        Assert.Throws<ArgumentException>(() => convolution.Apply(Noise(1, 3, 12)));
    }

    private static Tensor Noise(ulong seed, params ReadOnlySpan<int> shape)
    {
        var (tensor, random) = (new Tensor(shape), new RandomSource(seed));
        foreach (ref var value in tensor.Values)
            value = (float)(random.NextDouble() - 0.5);
        return tensor;
    }
}
