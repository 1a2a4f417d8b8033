using StreamHost.Numerics.Matrices;
using StreamHost.Numerics.Memory;
using StreamHost.Numerics.Streaming;
using StreamHost.Plugins.CKConv.Convolutions;
using StreamHost.Plugins.CKConv.Kernels;

namespace StreamHost.Plugins.CKConv.Streaming;

/// <summary>A continuous convolution with its kernels sampled, and the matrix that mixes its channels where it is separable.</summary>
internal sealed class StreamingLayer : IDisposable
{
    private readonly IStreamingConvolution _convolution;
    private readonly PackedMatrix? _mixer;
    private readonly int _middle;

    /// <param name="layer">The convolution.</param>
    /// <param name="kernels">Its kernels, for the steps of the signal.</param>
    /// <param name="steps">Steps of a call.</param>
    /// <param name="number">Its number among the network's.</param>
    public StreamingLayer(ContinuousConvolution layer, MixedKernels kernels, int steps, int number)
    {
        var isDepthwise = layer.Options.IsSeparable;
        var outputs = isDepthwise ? layer.Inputs : layer.Outputs;
        _convolution = steps == 1
            ? new DirectStreamingConvolution(kernels.Samples(), layer.Bias.Values, layer.Inputs, outputs, isDepthwise)
            : new PartitionedConvolution(kernels, layer.Bias.Values, layer.Inputs, outputs, steps, isDepthwise, number);
        _mixer = layer.Mixer is { } mixer ? Matrix(mixer) : null;
        _middle = _mixer is null ? 0 : steps * AlignedMemory.WholeLines(outputs);
    }

    /// <summary>Floats that a stream has to keep.</summary>
    public int StateLength => _convolution.StateLength;

    /// <summary>Floats of scratch memory that a call for some streams needs.</summary>
    public int ScratchLength(int streams) => (streams * _middle) + _convolution.ScratchLength(streams);

    /// <summary>Takes the next steps of some streams, and leaves its part of their memory.</summary>
    public void Process(ReadOnlySpan<float> x, Span<float> y, StreamMemory memory, Span<float> scratch)
    {
        if (_mixer is null)
        {
            _convolution.Process(x, y, memory, scratch);
            return;
        }

        var middle = scratch[..(memory.Count * _middle)];
        _convolution.Process(x, middle, memory, scratch[middle.Length..]);
        _mixer.Multiply(middle, y, y.Length / _mixer.Width, AlignedMemory.WholeLines(_mixer.Rows));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _convolution.Dispose();
        _mixer?.Dispose();
    }

    /// <summary>A linear layer as a matrix that rows are multiplied with.</summary>
    public static PackedMatrix Matrix(PointwiseLayer layer)
    {
        var (weight, bias) = layer.Values;
        return new PackedMatrix(weight.Transpose(0, 1).Values, weight.Shape[1], weight.Shape[0], bias.Values);
    }
}
