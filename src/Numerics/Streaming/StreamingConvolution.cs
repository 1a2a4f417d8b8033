using StreamHost.Numerics.Convolutions;

namespace StreamHost.Numerics.Streaming;

/// <summary>
/// A causal convolution of a signal that has no end, a block at a time: what it gives is that of <see cref="Convolution"/> over the whole
/// signal. The kernel is cut into parts of doubling length, each convolved by Fourier transforms of its own size (Gardner, 1995), so
/// that the cost of a sample grows with the logarithm of the kernel's length; what a long part has to do is spread over the blocks
/// until it is needed, so that no block costs much more than another. Immutable, and so shared by all streams of a model: a stream's
/// memory is a span of floats that its owner keeps.
/// </summary>
public sealed unsafe class StreamingConvolution : IDisposable
{
    /// <summary>Parts of the first length: those of the next must be able to wait until they are computed.</summary>
    private const int FirstParts = 4;

    /// <summary>Parts of each other length but the last.</summary>
    private const int Parts = 2;

    /// <summary>The longest part, in samples: longer ones would not stay near the processor.</summary>
    private const int LongestPart = 16_384;

    /// <summary>Floats of a cache line: what a vector loads should not lie across two.</summary>
    private const int CacheLine = 16;

    private readonly PartitionLevel[] _levels;
    private readonly float[] _bias;

    /// <summary>Cuts a kernel into parts and transforms them.</summary>
    /// <param name="kernel">[outputs, inputs, length]; depthwise [channels, 1, length]. The last sample is lag 0.</param>
    /// <param name="bias">[outputs], or empty for none.</param>
    /// <param name="inputs">Channels that enter.</param>
    /// <param name="outputs">Channels that come out; as many where it is depthwise.</param>
    /// <param name="block">Samples of a block, at least 1; best a power of two, or few threes and fives times one.</param>
    /// <param name="isDepthwise">Whether each channel has a kernel of its own.</param>
    /// <exception cref="ArgumentException">The sizes don't fit each other.</exception>
    public StreamingConvolution(ReadOnlySpan<float> kernel, ReadOnlySpan<float> bias, int inputs, int outputs, int block, bool isDepthwise = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(block, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        var kernels = isDepthwise ? outputs : outputs * inputs;
        if ((isDepthwise && inputs != outputs) || kernel.Length == 0 || kernel.Length % kernels != 0 || (bias.Length > 0 && bias.Length != outputs))
            throw new ArgumentException($"{kernel.Length} samples of kernels and {bias.Length} of bias don't fit {inputs} channels to {outputs}.", nameof(kernel));

        (Inputs, Outputs, Block, KernelLength) = (inputs, outputs, block, kernel.Length / kernels);
        _bias = bias.Length > 0 ? bias.ToArray() : new float[outputs];
        _levels = Cut(kernel, isDepthwise);
        StateLength = CacheLine + _levels.Sum(level => level.StateLength);
        ScratchLength = _levels.Max(level => level.ScratchLength);
    }

    /// <summary>Channels that enter.</summary>
    public int Inputs { get; }

    /// <summary>Channels that come out.</summary>
    public int Outputs { get; }

    /// <summary>Samples of a block.</summary>
    public int Block { get; }

    /// <summary>Samples of a kernel.</summary>
    public int KernelLength { get; }

    /// <summary>Floats that a stream has to keep, best on a 64-byte boundary; zeros for one that has heard nothing.</summary>
    public int StateLength { get; }

    /// <summary>Floats of scratch memory that a call needs.</summary>
    public int ScratchLength { get; }

    /// <summary>Takes the next block of a stream. Allocates nothing. [any thread; never two at once with one state or scratch]</summary>
    /// <param name="x">[inputs, block].</param>
    /// <param name="y">[outputs, block], filled here.</param>
    /// <param name="state">[<see cref="StateLength"/>].</param>
    /// <param name="scratch">[<see cref="ScratchLength"/>].</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public void Process(ReadOnlySpan<float> x, Span<float> y, Span<float> state, Span<float> scratch)
    {
        if (x.Length < Inputs * Block || y.Length < Outputs * Block || state.Length < StateLength || scratch.Length < ScratchLength)
            throw new ArgumentException($"A span is too short for {Inputs} to {Outputs} channels of {Block} samples.", nameof(x));

        for (var output = 0; output < Outputs; output++)
            y.Slice(output * Block, Block).Fill(_bias[output]);
        fixed (float* from = x, to = y, memory = state, work = scratch)
        {
            var hop = BitConverter.SingleToInt32Bits(memory[0]);
            var part = memory + CacheLine;
            foreach (var level in _levels)
            {
                level.Process(hop, from, to, part, work);
                part += level.StateLength;
            }

            // The hops are counted round a number that all levels' lengths divide.
            memory[0] = BitConverter.Int32BitsToSingle((hop + 1) % _levels[^1].Period);
        }
    }

    /// <summary>A number of floats, rounded up to whole cache lines.</summary>
    internal static int Rounded(int floats) => (floats + CacheLine - 1) / CacheLine * CacheLine;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var level in _levels)
            level.Dispose();
    }

    private PartitionLevel[] Cut(ReadOnlySpan<float> kernel, bool isDepthwise)
    {
        var levels = new List<PartitionLevel>();
        var start = 0;
        for (var (length, hops) = (Block, 1); start < KernelLength; length *= 2, hops *= 2)
        {
            var left = (KernelLength - start + length - 1) / length;
            var isLast = left <= (hops == 1 ? FirstParts : Parts) || length * 2 > Math.Max(LongestPart, Block);
            var parts = isLast ? left : hops == 1 ? FirstParts : Parts;
            levels.Add(new PartitionLevel(this, hops, parts, start, kernel, isDepthwise));
            start += parts * length;
        }

        return [.. levels];
    }
}
