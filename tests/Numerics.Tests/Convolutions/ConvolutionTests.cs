using StreamHost.Numerics.Convolutions;
using StreamHost.Numerics.Optimization;
using StreamHost.Numerics.Tensors;

namespace StreamHost.Numerics.Tests.Convolutions;

public sealed class ConvolutionTests
{
    public static TheoryData<ConvolutionPath, int[], int[], int[], bool> Shapes()
    {
        var shapes = new TheoryData<ConvolutionPath, int[], int[], int[], bool>();
        foreach (var path in new[] { ConvolutionPath.Direct, ConvolutionPath.Fourier })
        {
            foreach (var isDepthwise in new[] { false, true })
            {
                shapes.Add(path, [23], [5], [4], isDepthwise);
                shapes.Add(path, [8], [21], [20], isDepthwise);
                shapes.Add(path, [9], [30], [14], isDepthwise);
                shapes.Add(path, [1], [1], [0], isDepthwise);
                shapes.Add(path, [6, 11], [3, 4], [1, 3], isDepthwise);
                shapes.Add(path, [5, 4, 7], [2, 9, 3], [0, 4, 2], isDepthwise);
            }
        }

        return shapes;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void It_is_what_its_definition_says(ConvolutionPath path, int[] signal, int[] kernel, int[] before, bool isDepthwise)
    {
        var (x, weight, bias) = Operands(signal, kernel, isDepthwise);
        var y = Convolution.Apply(x, weight, bias, before, isDepthwise, path);
        var expected = Defined(x, weight, bias, before, isDepthwise);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], y.Values[i], 1e-4);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void It_is_linear(ConvolutionPath path, int[] signal, int[] kernel, int[] before, bool isDepthwise)
    {
        var (x, weight, _) = Operands(signal, kernel, isDepthwise);
        var (other, _, _) = Operands(signal, kernel, isDepthwise, seed: 2);
        var both = Convolution.Apply(x + (2f * other), weight, null, before, isDepthwise, path);
        var sum = Convolution.Apply(x, weight, null, before, isDepthwise, path) + (2f * Convolution.Apply(other, weight, null, before, isDepthwise, path));
        for (var i = 0; i < both.Length; i++)
            Assert.Equal(sum.Values[i], both.Values[i], 1e-4);
    }

    [Theory]
    [InlineData(8, false)]
    [InlineData(40, true)]
    public void A_batch_of_many_parts_gives_what_its_signals_give_alone(int channels, bool isDepthwise)
    {
        const int Batch = 37, Length = 3000;
        var weight = Random(1, [channels, isDepthwise ? 1 : channels, Length]);
        var x = Random(2, [Batch, channels, Length]);
        var g = Random(3, [Batch, channels, Length]);
        (weight.RequiresGradient, x.RequiresGradient) = (true, true);
        var y = Convolution.Apply(x, weight, null, [Length - 1], isDepthwise, ConvolutionPath.Fourier);
        (y * g).Sum().Backward();
        var ofWeight = weight.Gradient.ToArray();

        weight.ClearGradient();
        for (var b = 0; b < Batch; b++)
        {
            var one = Tensor.FromValues(x.Slice(0, b, 1).Values, 1, channels, Length);
            one.RequiresGradient = true;
            var alone = Convolution.Apply(one, weight, null, [Length - 1], isDepthwise, ConvolutionPath.Fourier);
            (alone * g.Slice(0, b, 1)).Sum().Backward();
            AreClose(alone.Values, y.Slice(0, b, 1).Values);
            AreClose(one.Gradient, x.Gradient.Slice(b * one.Length, one.Length));
        }

        AreClose(weight.Gradient, ofWeight);

        static void AreClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
        {
            for (var i = 0; i < expected.Length; i += 13)
                Assert.Equal(expected[i], actual[i], 3e-3);
        }
    }

    /// <summary>The inner product of conv(x, w) with g is that of x with conv_x^T(g), and that of w with conv_w^T(g).</summary>
    [Theory]
    [MemberData(nameof(Shapes))]
    public void Its_gradients_are_its_adjoints(ConvolutionPath path, int[] signal, int[] kernel, int[] before, bool isDepthwise)
    {
        var (x, weight, _) = Operands(signal, kernel, isDepthwise);
        var y = Convolution.Apply(x, weight, null, before, isDepthwise, path);
        var g = Random(7, y.Shape);
        var product = (y * g).Sum();
        product.Backward();
        Assert.Equal(product.Values[0], Inner(x.Values, x.Gradient), 2e-3);
        Assert.Equal(product.Values[0], Inner(weight.Values, weight.Gradient), 2e-3);
    }

    [Theory]
    [InlineData(ConvolutionPath.Direct)]
    [InlineData(ConvolutionPath.Fourier)]
    public void A_later_signal_gives_a_later_result(ConvolutionPath path)
    {
        var (x, weight, _) = Operands([40], [9], isDepthwise: false);
        x.Values.Slice(37, 3).Clear();
        foreach (var row in new[] { 1, 2, 3, 4, 5 })
            x.Values.Slice((row * 40) + 37, 3).Clear();
        var shifted = new Tensor(x.Shape);
        for (var row = 0; row < 6; row++)
            x.Values.Slice(row * 40, 37).CopyTo(shifted.Values[((row * 40) + 3)..]);

        var y = Convolution.Apply(x, weight, null, [8], path: path);
        var later = Convolution.Apply(shifted, weight, null, [8], path: path);
        for (var row = 0; row < y.Length / 40; row++)
        {
            for (var t = 3; t < 40; t++)
                Assert.Equal(y.Values[(row * 40) + t - 3], later.Values[(row * 40) + t], 1e-5);
        }
    }

    [Theory]
    [InlineData(ConvolutionPath.Direct)]
    [InlineData(ConvolutionPath.Fourier)]
    public void A_second_backward_pass_adds_the_same_gradients_again(ConvolutionPath path)
    {
        var (x, weight, bias) = Operands([17], [6], isDepthwise: false);
        var loss = (Convolution.Apply(x, weight, bias, [5], path: path) * Random(3, [2, 4, 17])).Sum();
        loss.Backward();
        var once = weight.Gradient.ToArray();
        loss.Backward();
        for (var i = 0; i < once.Length; i++)
            Assert.Equal(2 * once[i], weight.Gradient[i], 1e-4);
    }

    /// <summary>h[t] = a h[t - 1] + x[t] is a convolution of x with the kernel a^lag.</summary>
    [Theory]
    [InlineData(0.9f)]
    [InlineData(-0.5f)]
    public void A_linear_recurrent_unit_is_a_convolution_with_an_exponential_kernel(float decay)
    {
        const int Time = 200;
        var x = Random(11, [1, 1, Time]);
        var kernel = Tensor.FromValues([.. Enumerable.Range(0, Time).Select(k => MathF.Pow(decay, Time - 1 - k))], 1, 1, Time);
        var y = Convolution.Apply(x, kernel, null, [ConvolutionShape.Causal(Time)]);
        var state = 0f;
        for (var t = 0; t < Time; t++)
        {
            state = (decay * state) + x.Values[t];
            Assert.Equal(state, y.Values[t], 1e-4);
        }
    }

    public static TheoryData<string, int[], ConvolutionPath> Trainings()
    {
        var trainings = new TheoryData<string, int[], ConvolutionPath>();
        foreach (var optimizer in new[] { "sgd", "rmsprop", "adam" })
        {
            foreach (var path in new[] { ConvolutionPath.Direct, ConvolutionPath.Fourier })
            {
                trainings.Add(optimizer, [5], path);
                trainings.Add(optimizer, [3, 4], path);
                trainings.Add(optimizer, [2, 3, 2], path);
            }
        }

        return trainings;
    }

    /// <summary>A layer with several filters learns another layer's kernels from what that one does; with a kernel the wrong way round in a gradient it would diverge.</summary>
    [Theory]
    [MemberData(nameof(Trainings))]
    public void A_layer_learns_the_kernels_of_another_on_minibatches(string name, int[] kernel, ConvolutionPath path)
    {
        int[] signal = [.. kernel.Select(size => size + 4)];
        int[] before = [.. kernel.Select(ConvolutionShape.Same)];
        var teacher = Random(21, [3, 2, .. kernel]);
        var (weight, bias) = (0.1f * Random(22, [3, 2, .. kernel]), new Tensor(3));
        weight = Tensor.FromValues(weight.Values, weight.Shape);
        (weight.RequiresGradient, bias.RequiresGradient) = (true, true);
        Parameter[] parameters = [new("weight", weight), new("bias", bias)];
        Optimizer optimizer = name switch
        {
            "sgd" => new Sgd(parameters, 0.1, momentum: 0.9),
            "rmsprop" => new RmsProp(parameters, 0.01),
            _ => new Adam(parameters, 0.03),
        };
        var first = double.NaN;
        var loss = 0f;
        for (var step = 0; step < 300; step++)
        {
            if (step == 200)
                optimizer.LearningRate /= 10;
            var x = Random(100 + (step % 8), [4, 2, .. signal]);
            optimizer.ClearGradients();
            var result = Losses.MeanSquaredError(Convolution.Apply(x, weight, bias, before, path: path), Convolution.Apply(x, teacher, null, before, path: path));
            result.Backward();
            optimizer.Step();
            loss = result.Values[0];
            first = double.IsNaN(first) ? loss : first;
        }

        Assert.True(loss < 1e-3 * first, $"{loss} is not much less than {first}.");
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(5, -1)]
    public void Padding_that_does_not_fit_is_refused(int kernel, int before)
    {
        var (x, weight, _) = Operands([9], [kernel], isDepthwise: false);
        Assert.Throws<ArgumentException>(() => Convolution.Apply(x, weight, null, [before]));
        Assert.Throws<ArgumentException>(() => Convolution.Apply(x, weight, null, []));
        Assert.Throws<ArgumentException>(() => Convolution.Apply(x, weight, null, [0], isDepthwise: true));
    }

    private static (Tensor X, Tensor Weight, Tensor Bias) Operands(int[] signal, int[] kernel, bool isDepthwise, int seed = 1)
    {
        var outputs = isDepthwise ? 3 : 4;
        var operands = (Random(seed, [2, 3, .. signal]), Random(seed + 50, [outputs, isDepthwise ? 1 : 3, .. kernel]), Random(seed + 90, [outputs]));
        (operands.Item1.RequiresGradient, operands.Item2.RequiresGradient, operands.Item3.RequiresGradient) = (true, true, true);
        return operands;
    }

    private static Tensor Random(int seed, ReadOnlySpan<int> shape)
    {
        var random = new Random(seed);
        var tensor = new Tensor(shape);
        foreach (ref var value in tensor.Values)
            value = (float)((2 * random.NextDouble()) - 1);
        return tensor;
    }

    private static double Inner(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
            sum += (double)a[i] * b[i];
        return sum;
    }

    /// <summary>The definition, in double precision, an index at a time.</summary>
    private static double[] Defined(Tensor x, Tensor weight, Tensor bias, int[] before, bool isDepthwise)
    {
        int[] signal = x.Shape[2..].ToArray(), kernel = weight.Shape[2..].ToArray();
        int length = signal.Aggregate(1, (a, b) => a * b), samples = kernel.Aggregate(1, (a, b) => a * b);
        var (outputs, inputs) = (weight.Shape[0], x.Shape[1]);
        var y = new double[x.Shape[0] * outputs * length];
        for (var i = 0; i < y.Length; i++)
        {
            var (b, o, t) = (i / length / outputs, i / length % outputs, i % length);
            y[i] = bias.Values[o];
            for (var source = 0; source < inputs; source++)
            {
                if (isDepthwise && source != o)
                    continue;
                for (var k = 0; k < samples; k++)
                {
                    if (Place(t, k) is { } place)
                        y[i] += (double)weight.Values[((isDepthwise ? o : (o * inputs) + source) * samples) + k] * x.Values[(((b * inputs) + source) * length) + place];
                }
            }
        }

        return y;

        int? Place(int t, int k)
        {
            var place = 0;
            var (tRest, kRest, scale) = (t, k, 1);
            for (var d = signal.Length - 1; d >= 0; d--)
            {
                var at = (tRest % signal[d]) - before[d] + (kRest % kernel[d]);
                if (at < 0 || at >= signal[d])
                    return null;
                place += at * scale;
                (tRest, kRest, scale) = (tRest / signal[d], kRest / kernel[d], scale * signal[d]);
            }

            return place;
        }
    }
}
