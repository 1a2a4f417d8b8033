using StreamHost.Numerics.Matrices;
using StreamHost.Numerics.Memory;
using StreamHost.Plugins.CKConv.Blocks;
using StreamHost.Plugins.CKConv.Networks;
using StreamHost.Plugins.CKConv.Norms;

namespace StreamHost.Plugins.CKConv.Streaming;

/// <summary>The blocks of a network and what stands around them, some steps of a stream at a time. Immutable.</summary>
internal sealed class StreamingNetwork : IStreamingNetwork
{
    private readonly Activation _activation;
    private readonly StreamingLayer? _stem;
    private readonly StreamingNorm? _stemNorm;
    private readonly StreamingBlock[] _blocks;
    private readonly StreamingNorm? _endNorm;
    private readonly PackedMatrix _readout;
    private readonly int[] _strides;
    private readonly int _steps;

    /// <param name="network">The network.</param>
    /// <param name="inputs">Channels that enter.</param>
    /// <param name="sample">Samples a convolution's kernels.</param>
    /// <param name="steps">Steps of a call.</param>
    public StreamingNetwork(ResidualNetwork network, int inputs, KernelSampler sample, int steps)
    {
        var parts = network.Parts;
        (_activation, _steps) = (network.Options.Block.Activation, steps);
        _stem = parts.Stem is { } stem ? new StreamingLayer(stem, sample(stem), steps, number: 0) : null;
        _stemNorm = Norm(parts.StemNorm);
        _blocks = [.. parts.Blocks.Select((block, i) => new StreamingBlock(block, sample, steps, i + 1))];
        _endNorm = Norm(parts.EndNorm);
        _readout = StreamingLayer.Matrix(parts.Readout);
        _strides = [AlignedMemory.WholeLines(network.Options.Stem ?? inputs), .. network.Options.Widths.Select(AlignedMemory.WholeLines)];
        StateLength = (_stem?.StateLength ?? 0) + _blocks.Sum(block => block.StateLength);
        InputStride = AlignedMemory.WholeLines(inputs);
    }

    /// <inheritdoc/>
    public int InputStride { get; }

    /// <inheritdoc/>
    public int StateLength { get; }

    /// <inheritdoc/>
    public ulong StateMark => 0;

    /// <inheritdoc/>
    public string? Degraded => null;

    /// <summary>More would not stay in the second cache.</summary>
    public int MostTogether => 16;

    /// <inheritdoc/>
    public int ScratchLength(int streams) =>
        (2 * streams * Room) + Math.Max(_stem?.ScratchLength(streams) ?? 0, _blocks.Length > 0 ? _blocks.Max(block => block.ScratchLength(streams)) : 0) + _readout.Width;

    private int Room => _steps * Math.Max(InputStride, _strides.Max());

    /// <inheritdoc/>
    public void Process(ReadOnlySpan<float> x, Span<float> scores, StreamMemory memory, Span<float> scratch)
    {
        var streams = memory.Count;
        Span<float> current = scratch[..(streams * Room)], other = scratch.Slice(streams * Room, streams * Room), rest = scratch[(2 * streams * Room)..];
        var length = streams * _steps * _strides[0];
        if (_stem is null)
        {
            x.CopyTo(current);
        }
        else
        {
            _stem.Process(x, current[..length], memory, rest);
            _stemNorm?.Apply(current[..length]);
            StreamingBlock.Activate(_activation, current[..length]);
        }

        for (var i = 0; i < _blocks.Length; i++)
        {
            var next = streams * _steps * _strides[i + 1];
            _blocks[i].Process(current[..length], other[..next], memory, rest);
            var swapped = current;
            current = other;
            other = swapped;
            length = next;
        }

        var labels = scores.Length / streams;
        for (var stream = 0; stream < streams; stream++)
        {
            var last = current.Slice((((stream + 1) * _steps) - 1) * _strides[^1], _strides[^1]);
            _endNorm?.Apply(last);
            var padded = rest[.._readout.Width];
            _readout.Multiply(last, padded, 1, last.Length);
            padded[..labels].CopyTo(scores[(stream * labels)..]);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stem?.Dispose();
        foreach (var block in _blocks)
            block.Dispose();
        _readout.Dispose();
    }

    private static StreamingNorm? Norm(ChannelNorm? norm) => norm is null ? null : new StreamingNorm(norm);
}
