using StreamHost.Numerics.Convolutions;
using StreamHost.Numerics.Tensors;

namespace StreamHost.Numerics.Devices.Managed;

/// <summary>Convolution in one, two or three dimensions: directly, or by Fourier transforms.</summary>
internal sealed partial class ManagedDevice
{
    /// <inheritdoc/>
    public Tensor Convolve(ConvolutionShape shape, Tensor x, Tensor weight, Tensor? bias, ConvolutionPath path)
    {
        var isDirect = path == ConvolutionPath.Direct || (path == ConvolutionPath.Cheaper && ConvolutionCost.IsDirectCheaper(shape));
        return isDirect ? Direct(shape, x, weight, bias) : Fourier(shape, x, weight, bias);
    }

    private static Tensor Direct(ConvolutionShape shape, Tensor x, Tensor weight, Tensor? bias)
    {
        var y = Result(shape, x, weight, bias, dy =>
        {
            if (x.RequiresGradient)
                DirectConvolution.BackwardInput(shape, dy, weight.ValueArray, x.GradientArray);
            if (weight.RequiresGradient)
                DirectConvolution.BackwardWeight(shape, x.ValueArray, dy, weight.GradientArray);
        });
        DirectConvolution.Forward(shape, x.ValueArray, weight.ValueArray, bias?.ValueArray, y.ValueArray);
        return y;
    }

    private static Tensor Fourier(ConvolutionShape shape, Tensor x, Tensor weight, Tensor? bias)
    {
        var fourier = new FourierConvolution(shape, ProductsBySignal.Suit(shape));
        var ofX = new Spectra?[fourier.Parts];
        Spectra? ofWeight = fourier.OfKernels(weight.ValueArray);
        var y = Result(shape, x, weight, bias, dy =>
        {
            // The spectra of the forward pass serve the first backward pass; a second one makes its own.
            using var weights = ofWeight ?? fourier.OfKernels(weight.ValueArray);
            ofWeight = null;
            bool isNewX = false, isNewWeight = false;
            var dx = x.RequiresGradient ? x.GradientToWrite(out isNewX) : null;
            var dw = weight.RequiresGradient ? weight.GradientToWrite(out isNewWeight) : null;
            fourier.Backward(dy, x.ValueArray, ofX, weights, dx, isNewX, dw, isNewWeight);
        });
        fourier.Forward(x.ValueArray, ofWeight, bias?.ValueArray, y.ValueArray, y.RequiresGradient ? ofX : []);
        if (!y.RequiresGradient)
            ofWeight.Dispose();

        return y;
    }

    private static Tensor Result(ConvolutionShape shape, Tensor x, Tensor weight, Tensor? bias, Action<float[]> backward)
    {
        Tensor[] inputs = bias is null ? [x, weight] : [x, weight, bias];
        return Tensor.Unfilled([shape.Batch, shape.Outputs, .. x.Shape[2..]], inputs, y =>
        {
            backward(y.GradientArray);
            if (bias is { RequiresGradient: true })
                AddBiasGradient(shape, y.Gradient, bias.Gradient);
        });
    }

    private static void AddBiasGradient(ConvolutionShape shape, ReadOnlySpan<float> dy, Span<float> db)
    {
        for (var row = 0; row < shape.Batch * shape.Outputs; row++)
            db[row % shape.Outputs] += (float)Elements.Sum(dy.Slice(row * shape.SignalLength, shape.SignalLength));
    }
}
