using System.Numerics.Tensors;
using StreamHost.Numerics.Matrices;
using StreamHost.Numerics.Memory;
using StreamHost.Numerics.Vectors;
using StreamHost.Plugins.CKConv.Blocks;
using StreamHost.Plugins.CKConv.Norms;

namespace StreamHost.Plugins.CKConv.Streaming;

/// <summary>A residual block, some steps at a time; see <see cref="BlockKind"/> for the order in each kind.</summary>
internal sealed class StreamingBlock : IDisposable
{
    private readonly BlockKind _kind;
    private readonly Activation _activation;
    private readonly StreamingLayer _first;
    private readonly StreamingLayer? _second;
    private readonly StreamingNorm? _firstNorm;
    private readonly StreamingNorm? _secondNorm;
    private readonly PackedMatrix? _linear;
    private readonly PackedMatrix? _shortcut;
    private readonly int _inputStride;
    private readonly int _outputStride;
    private readonly int _room;

    /// <param name="block">The block.</param>
    /// <param name="sample">Samples a convolution's kernels.</param>
    /// <param name="steps">Steps of a call.</param>
    /// <param name="number">Its number among the network's, from 1.</param>
    public StreamingBlock(ResidualBlock block, KernelSampler sample, int steps, int number)
    {
        var parts = block.Parts;
        (_kind, _activation) = (block.Options.Kind, block.Options.Activation);
        _first = new StreamingLayer(parts.First, sample(parts.First), steps, 2 * number);
        _second = parts.Second is { } second ? new StreamingLayer(second, sample(second), steps, (2 * number) + 1) : null;
        (_firstNorm, _secondNorm) = (Norm(parts.FirstNorm), Norm(parts.SecondNorm));
        _linear = parts.Linear is { } linear ? StreamingLayer.Matrix(linear) : null;
        _shortcut = parts.Shortcut is { } shortcut ? StreamingLayer.Matrix(shortcut) : null;
        (_inputStride, _outputStride) = (AlignedMemory.WholeLines(parts.First.Inputs), AlignedMemory.WholeLines(parts.First.Outputs));
        _room = steps * Math.Max(_inputStride, _outputStride);
    }

    /// <summary>Floats that a stream has to keep.</summary>
    public int StateLength => _first.StateLength + (_second?.StateLength ?? 0);

    /// <summary>Floats of scratch memory that a call for some streams needs.</summary>
    public int ScratchLength(int streams) => (2 * streams * _room) + Math.Max(_first.ScratchLength(streams), _second?.ScratchLength(streams) ?? 0);

    /// <summary>Takes the next steps of some streams, and leaves its part of their memory.</summary>
    /// <param name="x">[streams, steps, stride of the inputs].</param>
    /// <param name="y">[streams, steps, stride of the outputs], filled here.</param>
    /// <param name="memory">The streams' memory.</param>
    /// <param name="scratch">[<see cref="ScratchLength"/>].</param>
    public void Process(ReadOnlySpan<float> x, Span<float> y, StreamMemory memory, Span<float> scratch)
    {
        var room = memory.Count * _room;
        Span<float> inner = scratch[..y.Length], other = scratch.Slice(room, room), rest = scratch[(2 * room)..];
        var normalized = other[..x.Length];
        switch (_kind)
        {
            case BlockKind.S4:
                x.CopyTo(normalized);
                _firstNorm?.Apply(normalized);
                _first.Process(normalized, inner, memory, rest);
                Mix(inner, y);
                AddAround(x, y, other);
                break;
            case BlockKind.S4PostNorm:
                _first.Process(x, inner, memory, rest);
                Mix(inner, y);
                AddAround(x, y, other);
                _firstNorm?.Apply(y);
                break;
            case BlockKind.Preactivation:
                x.CopyTo(normalized);
                _firstNorm?.Apply(normalized);
                Activate(normalized);
                _first.Process(normalized, inner, memory, rest);
                _secondNorm?.Apply(inner);
                Activate(inner);
                _second!.Process(inner, y, memory, rest);
                AddAround(x, y, other);
                break;
            default:
                _first.Process(x, inner, memory, rest);
                _firstNorm?.Apply(inner);
                Activate(inner);
                _second!.Process(inner, y, memory, rest);
                _secondNorm?.Apply(y);
                if (_kind == BlockKind.Tcn)
                    Activate(y);
                AddAround(x, y, other);
                Activate(y);
                break;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _first.Dispose();
        _second?.Dispose();
        _linear?.Dispose();
        _shortcut?.Dispose();
    }

    private static StreamingNorm? Norm(ChannelNorm? norm) => norm is null ? null : new StreamingNorm(norm);

    private void Mix(Span<float> inner, Span<float> y)
    {
        Activate(inner);
        _linear!.Multiply(inner, y, y.Length / _outputStride, _outputStride);
        Activate(y);
    }

    private void AddAround(ReadOnlySpan<float> x, Span<float> y, Span<float> around)
    {
        if (_shortcut is null)
        {
            TensorPrimitives.Add(y, x, y);
            return;
        }

        _shortcut.Multiply(x, around, y.Length / _outputStride, _inputStride);
        TensorPrimitives.Add(y, around[..y.Length], y);
    }

    private void Activate(Span<float> values) => Activate(_activation, values);

    /// <summary>Applies an activation in place; 0 stays 0, so padding does.</summary>
    public static void Activate(Activation activation, Span<float> values)
    {
        if (activation == Activation.Gelu)
            Activations.Gelu(values, values);
        else
            Activations.Relu(values, values);
    }
}
