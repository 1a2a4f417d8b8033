using StreamHost.Numerics.Memory;
using StreamHost.Numerics.Streaming;

namespace StreamHost.Plugins.CKConv.Streaming;

/// <summary>A convolution with long kernels, a hop of samples at a time: partitions of doubling length.</summary>
internal sealed class PartitionedConvolution : IStreamingConvolution
{
    private const int HopsApart = 5;

    private readonly StreamingConvolution _convolution;
    private readonly int _inputStride;
    private readonly int _outputStride;

    /// <param name="kernels">[outputs, inputs], or [channels].</param>
    /// <param name="bias">[outputs].</param>
    /// <param name="inputs">Channels that enter.</param>
    /// <param name="outputs">Channels that come out.</param>
    /// <param name="steps">Steps of a call.</param>
    /// <param name="isDepthwise">Whether each channel has a kernel of its own.</param>
    /// <param name="number">Its number among the network's, so that not all have the most to do in the same hop.</param>
    public PartitionedConvolution(MixedKernels kernels, ReadOnlySpan<float> bias, int inputs, int outputs, int steps, bool isDepthwise, int number)
    {
        _convolution = new StreamingConvolution(kernels, bias, inputs, outputs, steps, isDepthwise, number * HopsApart);
        (_inputStride, _outputStride) = (AlignedMemory.WholeLines(inputs), AlignedMemory.WholeLines(outputs));
    }

    /// <inheritdoc/>
    public int StateLength => AlignedMemory.WholeLines(_convolution.StateLength);

    /// <inheritdoc/>
    public int ScratchLength(int streams) =>
        (streams * (_convolution.Inputs + _convolution.Outputs) * _convolution.Block) + _convolution.ScratchLength;

    /// <inheritdoc/>
    public void Process(ReadOnlySpan<float> x, Span<float> y, StreamMemory memory, Span<float> scratch)
    {
        // Its transforms want a channel's samples side by side.
        var (inputs, outputs, steps) = (_convolution.Inputs, _convolution.Outputs, _convolution.Block);
        Span<float> from = scratch[..(memory.Count * inputs * steps)], to = scratch.Slice(from.Length, memory.Count * outputs * steps);
        for (var row = 0; row < memory.Count * steps; row++)
        {
            var values = x.Slice(row * _inputStride, inputs);
            var first = (row / steps * inputs * steps) + (row % steps);
            for (var channel = 0; channel < values.Length; channel++)
                from[first + (channel * steps)] = values[channel];
        }

        _convolution.Process(from, to, memory.Floats, memory.Starts, scratch[(from.Length + to.Length)..]);
        memory.Leave(StateLength);
        for (var row = 0; row < memory.Count * steps; row++)
        {
            var values = y.Slice(row * _outputStride, _outputStride);
            var first = (row / steps * outputs * steps) + (row % steps);
            for (var channel = 0; channel < outputs; channel++)
                values[channel] = to[first + (channel * steps)];
            values[outputs..].Clear();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _convolution.Dispose();
}
