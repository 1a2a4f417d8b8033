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
        var y = Result(shape, x, weight, bias, (dy, sums) =>
        {
            for (var row = 0; row < sums.Length; row++)
                sums[row] = (float)Elements.Sum(dy.AsSpan(row * shape.SignalLength, shape.SignalLength));
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
        var y = Result(shape, x, weight, bias, (dy, sums) =>
        {
            // The spectra of the forward pass serve the first backward pass; a second one makes its own.
            using var weights = ofWeight ?? fourier.OfKernels(weight.ValueArray);
            ofWeight = null;
            bool isNewX = false, isNewWeight = false;
            var dx = x.RequiresGradient ? x.GradientToWrite(out isNewX) : null;
            var dw = weight.RequiresGradient ? weight.GradientToWrite(out isNewWeight) : null;
            fourier.Backward(dy, sums, x.ValueArray, ofX, weights, dx, isNewX, dw, isNewWeight);
        });
        fourier.Forward(x.ValueArray, ofWeight, bias?.ValueArray, y.ValueArray, y.RequiresGradient ? ofX : []);
        if (!y.RequiresGradient)
            ofWeight.Dispose();

        return y;
    }

    // The way back is given dy, and room for the sums of its signals where the bias wants them.
    private static Tensor Result(ConvolutionShape shape, Tensor x, Tensor weight, Tensor? bias, Action<float[], float[]> backward)
    {
        Tensor[] inputs = bias is null ? [x, weight] : [x, weight, bias];
        return Tensor.Unfilled([shape.Batch, shape.Outputs, .. x.Shape[2..]], inputs, y =>
        {
            var sums = new float[bias is { RequiresGradient: true } ? shape.Batch * shape.Outputs : 0];
            backward(y.GradientArray, sums);
            for (var row = 0; row < sums.Length; row++)
                bias!.Gradient[row % shape.Outputs] += sums[row];
        });
    }
}
