using StreamHost.Numerics.Convolutions;
using StreamHost.Numerics.Randomness;
using StreamHost.Numerics.Streaming;
using StreamHost.Numerics.Tensors;

namespace StreamHost.Numerics.Tests.Streaming;

public sealed class StreamingConvolutionTests
{
    public static TheoryData<int, int, int, int, bool> Shapes() => new()
    {
        { 1, 1, 1, 8, false },
        { 1, 1, 7, 8, false },
        { 2, 3, 32, 8, false },
        { 3, 2, 33, 8, false },
        { 2, 2, 64, 8, false },
        { 2, 2, 65, 8, false },
        { 1, 4, 200, 10, false },
        { 3, 3, 777, 16, false },
        { 1, 1, 1000, 1, false },
        { 2, 1, 300, 5, false },
        { 5, 5, 40, 8, true },
        { 4, 4, 500, 16, true },
        { 3, 3, 129, 4, true },
        { 1, 2, 5000, 64, false },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void It_gives_what_the_whole_signal_gives(int inputs, int outputs, int length, int block, bool isDepthwise)
    {
        var (kernel, bias, x) = Operands(inputs, outputs, length, (int)Math.Ceiling(3.5 * Math.Max(length, 8 * block) / block) * block, isDepthwise);
        var whole = Convolution.Apply(x, kernel, bias, [length - 1], isDepthwise, ConvolutionPath.Direct);
        using var convolution = new StreamingConvolution(kernel.Values, bias.Values, inputs, outputs, block, isDepthwise);
        var streamed = Stream(convolution, x);
        var scale = whole.Values.ToArray().Max(Math.Abs);
        for (var i = 0; i < streamed.Length; i++)
            Assert.True(Math.Abs(whole.Values[i] - streamed[i]) <= 3e-6 * scale, $"Sample {i} is {streamed[i]:R}, not {whole.Values[i]:R}.");
    }

    [Theory]
    [InlineData(3, 5, 300, 16, false)]
    [InlineData(4, 4, 33, 8, false)]
    [InlineData(1, 2, 50, 8, false)]
    [InlineData(7, 7, 500, 16, true)]
    [InlineData(20, 20, 100, 10, true)]
    public void Kernels_that_are_sums_of_signals_give_what_those_sums_give(int inputs, int outputs, int length, int block, bool isDepthwise)
    {
        const int Signals = 3;
        var random = new RandomSource(8);
        float[] Some(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)random.NextDouble() - 0.5f)];
        var kernels = new MixedKernels(Some((isDepthwise ? outputs : outputs * inputs) * Signals), Some(Signals * length), Signals);
        using var mixed = new StreamingConvolution(kernels, [], inputs, outputs, block, isDepthwise);
        using var plain = new StreamingConvolution(kernels.Samples(), [], inputs, outputs, block, isDepthwise);
        var x = Tensor.FromValues(Some(inputs * 80 * block), 1, inputs, 80 * block);
        var (expected, actual) = (Stream(plain, x), Stream(mixed, x));
        var scale = expected.Max(Math.Abs);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 3e-6 * scale, $"Sample {i} is {actual[i]:R}, not {expected[i]:R}.");
    }

    [Theory]
    [InlineData(10, 20, 3)]
    [InlineData(9, 20, 3)]
    [InlineData(9, 0, 3)]
    public void Weights_and_signals_that_do_not_fit_are_refused(int weights, int samples, int signals) =>
        Assert.Throws<ArgumentException>(() => new MixedKernels(new float[weights], new float[samples], signals));

    [Fact]
    public void A_stream_does_not_hear_another_one_that_shares_the_kernel()
    {
        var (kernel, bias, x) = Operands(2, 2, 300, 2400, isDepthwise: false);
        using var convolution = new StreamingConvolution(kernel.Values, bias.Values, 2, 2, 16);
        var alone = Stream(convolution, x);
        var (states, scratch) = (new[] { new float[convolution.StateLength], new float[convolution.StateLength] }, new float[convolution.ScratchLength]);
        var (from, to, noise) = (new float[2 * 16], new float[2 * 16], new float[2 * 16]);
        noise.AsSpan().Fill(3);
        for (var hop = 0; hop < 2400 / 16; hop++)
        {
            Gather(x, hop * 16, 16, from);
            if (hop % 3 != 1)
                convolution.Process(noise, to, states[1], scratch);
            convolution.Process(from, to, states[0], scratch);
            for (var i = 0; i < to.Length; i++)
                Assert.Equal(alone[(i / 16 * 2400) + (hop * 16) + (i % 16)], to[i]);
        }
    }

    [Fact]
    public void A_stream_goes_on_from_a_copy_of_its_state()
    {
        var (kernel, bias, x) = Operands(1, 1, 500, 4000, isDepthwise: false);
        using var convolution = new StreamingConvolution(kernel.Values, bias.Values, 1, 1, 10);
        var whole = Stream(convolution, x);
        var (state, scratch) = (new float[convolution.StateLength], new float[convolution.ScratchLength]);
        var to = new float[10];
        for (var hop = 0; hop < 400; hop++)
        {
            state = (float[])state.Clone();
            convolution.Process(x.Values.Slice(hop * 10, 10), to, state, scratch);
            Assert.Equal(whole.AsSpan(hop * 10, 10).ToArray(), to);
        }
    }

    [Fact]
    public void It_runs_for_as_long_as_it_likes()
    {
        // An impulse long after the hops were counted round gives the kernel.
        var (kernel, bias, _) = Operands(1, 1, 70, 80, isDepthwise: false);
        bias.Values.Clear();
        using var convolution = new StreamingConvolution(kernel.Values, bias.Values, 1, 1, 4);
        var (state, scratch, x, y) = (new float[convolution.StateLength], new float[convolution.ScratchLength], new float[4], new float[4]);
        for (var hop = 0; hop < 10_007; hop++)
            convolution.Process(x, y, state, scratch);
        for (var hop = 0; hop < 20; hop++)
        {
            x[1] = hop == 0 ? 1 : 0;
            convolution.Process(x, y, state, scratch);
            for (var i = 0; i < 4; i++)
            {
                var lag = (hop * 4) + i - 1;
                Assert.Equal(lag is >= 0 and < 70 ? kernel.Values[69 - lag] : 0, y[i], 1e-5);
            }
        }
    }

    [Fact]
    public void A_block_allocates_nothing()
    {
        var (kernel, bias, _) = Operands(3, 3, 900, 1000, isDepthwise: false);
        using var convolution = new StreamingConvolution(kernel.Values, bias.Values, 3, 3, 16);
        var (state, scratch, x, y) = (new float[convolution.StateLength], new float[convolution.ScratchLength], new float[48], new float[48]);
        void Run()
        {
            for (var hop = 0; hop < 200; hop++)
                convolution.Process(x, y, state, scratch);
        }

        Run();
        Assert.Equal(0, Allocations.Of(Run));
    }

    [Fact]
    public void Sizes_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new StreamingConvolution(new float[10], [], 3, 1, 8));
        Assert.Throws<ArgumentException>(() => new StreamingConvolution(new float[12], [], 3, 2, 8, isDepthwise: true));
        Assert.Throws<ArgumentException>(() => new StreamingConvolution(new float[12], new float[3], 3, 2, 8));
        using var convolution = new StreamingConvolution(new float[12], [], 3, 2, 8);
        Assert.Throws<ArgumentException>(() => convolution.Process(new float[23], new float[16], new float[convolution.StateLength], new float[convolution.ScratchLength]));
        Assert.Throws<ArgumentException>(() => convolution.Process(new float[24], new float[16], new float[convolution.StateLength - 1], new float[convolution.ScratchLength]));
    }

    private static float[] Stream(StreamingConvolution convolution, Tensor x)
    {
        var (time, block) = (x.Shape[2], convolution.Block);
        var (state, scratch) = (new float[convolution.StateLength], new float[convolution.ScratchLength]);
        var (from, to) = (new float[convolution.Inputs * block], new float[convolution.Outputs * block]);
        var result = new float[convolution.Outputs * time];
        for (var start = 0; start < time; start += block)
        {
            Gather(x, start, block, from);
            convolution.Process(from, to, state, scratch);
            for (var output = 0; output < convolution.Outputs; output++)
                to.AsSpan(output * block, block).CopyTo(result.AsSpan((output * time) + start));
        }

        return result;
    }

    private static void Gather(Tensor x, int start, int block, float[] to)
    {
        for (var input = 0; input < x.Shape[1]; input++)
            x.Values.Slice((input * x.Shape[2]) + start, block).CopyTo(to.AsSpan(input * block));
    }

    private static (Tensor Kernel, Tensor Bias, Tensor X) Operands(int inputs, int outputs, int length, int time, bool isDepthwise)
    {
        var random = new Random(5);
        Tensor Noise(params int[] shape)
        {
            var tensor = new Tensor(shape);
            foreach (ref var value in tensor.Values)
                value = (float)((2 * random.NextDouble()) - 1);
            return tensor;
        }

        return (Noise(outputs, isDepthwise ? 1 : inputs, length), Noise(outputs), Noise(1, inputs, time));
    }
}
