using StreamHost.Numerics.Streaming;

namespace StreamHost.Plugins.CKConv.Streaming;

/// <summary>A convolution with long kernels, a hop of samples at a time: partitions of doubling length.</summary>
internal sealed class PartitionedConvolution : IStreamingConvolution
{
    private readonly StreamingConvolution _convolution;
    private readonly int _inputStride;
    private readonly int _outputStride;

    /// <param name="kernel">[outputs, inputs, length], or [channels, 1, length].</param>
    /// <param name="bias">[outputs].</param>
    /// <param name="inputs">Channels that enter.</param>
    /// <param name="outputs">Channels that come out.</param>
    /// <param name="steps">Steps of a call.</param>
    /// <param name="isDepthwise">Whether each channel has a kernel of its own.</param>
    public PartitionedConvolution(ReadOnlySpan<float> kernel, ReadOnlySpan<float> bias, int inputs, int outputs, int steps, bool isDepthwise)
    {
        _convolution = new StreamingConvolution(kernel, bias, inputs, outputs, steps, isDepthwise);
        (_inputStride, _outputStride) = (Rows.Stride(inputs), Rows.Stride(outputs));
    }

    /// <inheritdoc/>
    public int StateLength => Rows.Aligned(_convolution.StateLength);

    /// <inheritdoc/>
    public int ScratchLength => ((_convolution.Inputs + _convolution.Outputs) * _convolution.Block) + _convolution.ScratchLength;

    /// <inheritdoc/>
    public void Process(ReadOnlySpan<float> x, Span<float> y, Span<float> state, Span<float> scratch)
    {
        // Its transforms want a channel's samples side by side.
        var (inputs, outputs, steps) = (_convolution.Inputs, _convolution.Outputs, _convolution.Block);
        Span<float> from = scratch[..(inputs * steps)], to = scratch.Slice(inputs * steps, outputs * steps);
        for (var step = 0; step < steps; step++)
        {
            var row = x.Slice(step * _inputStride, inputs);
            for (var channel = 0; channel < row.Length; channel++)
                from[(channel * steps) + step] = row[channel];
        }

        _convolution.Process(from, to, state, scratch[((inputs + outputs) * steps)..]);
        for (var step = 0; step < steps; step++)
        {
            var row = y.Slice(step * _outputStride, _outputStride);
            for (var channel = 0; channel < outputs; channel++)
                row[channel] = to[(channel * steps) + step];
            row[outputs..].Clear();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _convolution.Dispose();
}
