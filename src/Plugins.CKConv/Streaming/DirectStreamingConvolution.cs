using System.Numerics;
using StreamHost.Numerics.Matrices;
using StreamHost.Numerics.Memory;

namespace StreamHost.Plugins.CKConv.Streaming;

/// <summary>
/// A convolution with kernels of some tens of steps, a step of each stream at a time: the last steps lie one behind the other in the stream's state,
/// which is twice as long as it needs to be, so that they have to be moved only once in as many steps.
/// </summary>
internal sealed class DirectStreamingConvolution : IStreamingConvolution
{
    private const int CounterLength = 16;

    private readonly int _taps;
    private readonly int _inputStride;
    private readonly int _outputStride;
    private readonly float[] _bias;
    private readonly float[]? _depthwise;
    private readonly PackedMatrix? _dense;

    /// <param name="kernel">[outputs, inputs, length], or [channels, 1, length].</param>
    /// <param name="bias">[outputs].</param>
    /// <param name="inputs">Channels that enter.</param>
    /// <param name="outputs">Channels that come out.</param>
    /// <param name="isDepthwise">Whether each channel has a kernel of its own.</param>
    public DirectStreamingConvolution(ReadOnlySpan<float> kernel, ReadOnlySpan<float> bias, int inputs, int outputs, bool isDepthwise)
    {
        _taps = kernel.Length / (isDepthwise ? outputs : outputs * inputs);
        (_inputStride, _outputStride) = (AlignedMemory.WholeLines(inputs), AlignedMemory.WholeLines(outputs));
        _bias = new float[_outputStride];
        bias.CopyTo(_bias);
        if (isDepthwise)
        {
            _depthwise = new float[_taps * _inputStride];
            for (var channel = 0; channel < outputs; channel++)
            {
                for (var tap = 0; tap < _taps; tap++)
                    _depthwise[(tap * _inputStride) + channel] = kernel[(channel * _taps) + tap];
            }

            return;
        }

        var weight = new float[_taps * _inputStride * outputs];
        for (var output = 0; output < outputs; output++)
        {
            for (var input = 0; input < inputs; input++)
            {
                for (var tap = 0; tap < _taps; tap++)
                    weight[(((tap * _inputStride) + input) * outputs) + output] = kernel[(((output * inputs) + input) * _taps) + tap];
            }
        }

        _dense = new PackedMatrix(weight, _taps * _inputStride, outputs, bias);
    }

    /// <inheritdoc/>
    public int StateLength => CounterLength + (2 * _taps * _inputStride);

    /// <inheritdoc/>
    public int ScratchLength(int streams) => 0;

    /// <inheritdoc/>
    public void Process(ReadOnlySpan<float> x, Span<float> y, StreamMemory memory, Span<float> scratch)
    {
        for (var stream = 0; stream < memory.Count; stream++)
        {
            var window = Remember(x.Slice(stream * _inputStride, _inputStride), memory.Of(stream, StateLength));
            Step(window, y.Slice(stream * _outputStride, _outputStride));
        }

        memory.Leave(StateLength);
    }

    /// <summary>The last steps, this one behind them.</summary>
    private Span<float> Remember(ReadOnlySpan<float> x, Span<float> state)
    {
        // The first place of the last steps; a state of zeros begins with as many steps of silence.
        var history = state[CounterLength..];
        var first = BitConverter.SingleToInt32Bits(state[0]);
        if (first == _taps)
        {
            history[(_taps * _inputStride)..].CopyTo(history);
            first = 0;
        }

        x.CopyTo(history[((first + _taps) * _inputStride)..]);
        state[0] = BitConverter.Int32BitsToSingle(++first);
        return history.Slice(first * _inputStride, _taps * _inputStride);
    }

    /// <inheritdoc/>
    public void Dispose() => _dense?.Dispose();

    private void Step(ReadOnlySpan<float> window, Span<float> y)
    {
        if (_dense is not null)
        {
            _dense.Multiply(window, y, 1, window.Length);
            return;
        }

        var width = Vector<float>.Count;
        for (var channel = 0; channel < _inputStride; channel += width)
        {
            var sum = new Vector<float>(_bias, channel);
            for (var place = channel; place < window.Length; place += _inputStride)
                sum = Vector.MultiplyAddEstimate(new Vector<float>(window[place..]), new Vector<float>(_depthwise!, place), sum);
            sum.CopyTo(y[channel..]);
        }
    }
}
