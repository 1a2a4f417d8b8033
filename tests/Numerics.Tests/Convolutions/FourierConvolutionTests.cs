using StreamHost.Numerics.Convolutions;
using StreamHost.Numerics.Vectors;

namespace StreamHost.Numerics.Tests.Convolutions;

/// <summary>Products whose lanes are signals held against those whose lanes are frequencies: they add the same products in the same order.</summary>
public sealed class FourierConvolutionTests
{
    public static TheoryData<int, int, int, int[], int[]> Shapes()
    {
        var shapes = new TheoryData<int, int, int, int[], int[]>();
        foreach (var batch in new[] { 1, 15, 16, 17, 31, 32, 64, 67 })
        {
            shapes.Add(batch, 3, 4, [23], [5]);
            shapes.Add(batch, 1, 37, [8], [21]);
            shapes.Add(batch, 19, 6, [40], [90]);
        }

        shapes.Add(32, 5, 13, [6, 11], [3, 4]);
        shapes.Add(64, 7, 1, [5, 4, 7], [2, 9, 3]);
        shapes.Add(48, 30, 30, [784], [784]);
        return shapes;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Lanes_of_signals_and_lanes_of_frequencies_give_the_same_bits(int batch, int inputs, int outputs, int[] signal, int[] kernel)
    {
        int[] before = [.. kernel.Select(ConvolutionShape.Causal)];
        var shape = new ConvolutionShape(batch, inputs, outputs, signal, kernel, before, isDepthwise: false);
        var expected = Run(new FourierConvolution(shape, isBySignal: false), shape);
        var actual = Run(new FourierConvolution(shape, isBySignal: true), shape);
        Assert.Equal(expected.Y, actual.Y);
        Assert.Equal(expected.Dx, actual.Dx);
        Assert.Equal(expected.Dw, actual.Dw);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(16, true)]
    [InlineData(17, false)]
    [InlineData(31, true)]
    [InlineData(64, true)]
    public void Lanes_are_signals_where_few_of_them_would_be_idle(int batch, bool isBySignal)
    {
        // Narrower vectors are filled by more batches; one lane always is.
        if (Widths.Floats == 16)
            Assert.Equal(isBySignal, ProductsBySignal.Suit(Shape(isDepthwise: false)));
        Assert.False(ProductsBySignal.Suit(Shape(isDepthwise: true)));

        ConvolutionShape Shape(bool isDepthwise) => new(batch, 3, 3, [9], [4], [3], isDepthwise);
    }

    /// <summary>Forward, backward, and backward once more, which adds.</summary>
    private static (float[] Y, float[] Dx, float[] Dw) Run(FourierConvolution convolution, ConvolutionShape shape)
    {
        var (x, weight, bias) = (Random(1, shape.Batch * shape.Inputs * shape.SignalLength), Random(2, shape.Kernels * shape.KernelLength), Random(3, shape.Outputs));
        var dy = Random(4, shape.Batch * shape.Outputs * shape.SignalLength);
        var (y, dx, dw) = (new float[dy.Length], new float[x.Length], new float[weight.Length]);
        var ofX = new Spectra?[convolution.Parts];
        using var spectra = convolution.OfKernels(weight);
        convolution.Forward(x, spectra, bias, y, ofX);
        convolution.Backward(dy, [], x, ofX, spectra, dx, isNewX: true, dw, isNewWeight: true);
        convolution.Backward(dy, [], x, ofX, spectra, dx, isNewX: false, dw, isNewWeight: false);
        return (y, dx, dw);
    }

    private static float[] Random(int seed, int length)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (float)((2 * random.NextDouble()) - 1))];
    }
}
