using System.Numerics;
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
    /// <summary>
    /// How many times as long as the last a part is. A step of two makes the fewest parts, and so the least to multiply and to read, of
    /// which a dense kernel has most; with fewer lengths there is less to transform, of which a depthwise kernel has most.
    /// </summary>
    private const int DenseGrowth = 2;
    private const int DepthwiseGrowth = 4;

    /// <summary>The longest part, in samples: longer ones would not stay near the processor.</summary>
    private const int LongestPart = 16_384;

    /// <summary>Floats of a cache line: what a vector loads should not lie across two.</summary>
    private const int CacheLine = 16;

    private readonly PartitionLevel[] _levels;
    private readonly float[] _bias;
    private readonly int _period;
    private readonly int _phase;

    /// <summary>Cuts a kernel into parts and transforms them.</summary>
    /// <param name="kernel">[outputs, inputs, length]; depthwise [channels, 1, length]. The last sample is lag 0.</param>
    /// <param name="bias">[outputs], or empty for none.</param>
    /// <param name="inputs">Channels that enter.</param>
    /// <param name="outputs">Channels that come out; as many where it is depthwise.</param>
    /// <param name="block">Samples of a block, at least 1; best a power of two, or few threes and fives times one.</param>
    /// <param name="isDepthwise">Whether each channel has a kernel of its own.</param>
    /// <param name="phase">How many blocks ahead of others its work is, at least 0: several that go on together have not all the most to do at once where theirs differ.</param>
    /// <exception cref="ArgumentException">The sizes don't fit each other.</exception>
    public StreamingConvolution(
        ReadOnlySpan<float> kernel, ReadOnlySpan<float> bias, int inputs, int outputs, int block, bool isDepthwise = false, int phase = 0)
        : this(new KernelParts(kernel.ToArray(), isDepthwise ? outputs : outputs * inputs), bias, inputs, outputs, block, isDepthwise, phase)
    {
    }

    /// <summary>Cuts kernels that are sums of signals into parts and transforms them: where there are fewer signals, much faster.</summary>
    /// <param name="kernels">[outputs, inputs], or [channels], in a row.</param>
    /// <param name="bias">[outputs], or empty for none.</param>
    /// <param name="inputs">Channels that enter.</param>
    /// <param name="outputs">Channels that come out; as many where it is depthwise.</param>
    /// <param name="block">Samples of a block, at least 1; best a power of two, or few threes and fives times one.</param>
    /// <param name="isDepthwise">Whether each channel has a kernel of its own.</param>
    /// <param name="phase">How many blocks ahead of others its work is, at least 0.</param>
    /// <exception cref="ArgumentException">The sizes don't fit each other.</exception>
    public StreamingConvolution(
        MixedKernels kernels, ReadOnlySpan<float> bias, int inputs, int outputs, int block, bool isDepthwise = false, int phase = 0)
        : this(new KernelParts(kernels), bias, inputs, outputs, block, isDepthwise, phase)
    {
    }

    private StreamingConvolution(
        KernelParts kernels, ReadOnlySpan<float> bias, int inputs, int outputs, int block, bool isDepthwise, int phase)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(phase);
        ArgumentOutOfRangeException.ThrowIfLessThan(block, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        if ((isDepthwise && inputs != outputs) || kernels.Count != (isDepthwise ? outputs : outputs * inputs) || (bias.Length > 0 && bias.Length != outputs))
            throw new ArgumentException($"{kernels.Count} kernels and {bias.Length} biases don't fit {inputs} channels to {outputs}.", nameof(kernels));

        (Inputs, Outputs, Block, KernelLength) = (inputs, outputs, block, kernels.Length);
        _bias = bias.Length > 0 ? bias.ToArray() : new float[outputs];
        _levels = Cut(kernels, isDepthwise);
        ScratchLength = _levels.Max(level => level.ScratchLength);
        StateLength = CacheLine + _levels.Sum(level => level.StateLength);
        _phase = phase;
        _period = _levels.Aggregate(1, (period, level) => (int)(period / (long)BigInteger.GreatestCommonDivisor(period, level.Period) * level.Period));
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
    public void Process(ReadOnlySpan<float> x, Span<float> y, Span<float> state, Span<float> scratch) => Process(x, y, state, [0], scratch);

    /// <summary>
    /// Takes the next blocks of several streams, and reads the kernels once for all that are at the same hop one behind the other; what
    /// a stream gives is the same to the bit as it gives alone. Allocates nothing.
    /// </summary>
    /// <param name="x">[streams, inputs, block].</param>
    /// <param name="y">[streams, outputs, block], filled here.</param>
    /// <param name="states">Holds the states.</param>
    /// <param name="starts">[streams]: where in them each stream's begins.</param>
    /// <param name="scratch">[<see cref="ScratchLength"/>].</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public void Process(ReadOnlySpan<float> x, Span<float> y, Span<float> states, ReadOnlySpan<int> starts, Span<float> scratch)
    {
        var streams = starts.Length;
        if (x.Length < streams * Inputs * Block || y.Length < streams * Outputs * Block || scratch.Length < ScratchLength)
            throw new ArgumentException($"A span is too short for {streams} streams of {Inputs} to {Outputs} channels of {Block} samples.", nameof(x));
        foreach (var start in starts)
        {
            if (start < 0 || start > states.Length - StateLength)
                throw new ArgumentException($"A state at {start} is none of {states.Length} floats.", nameof(starts));
        }

        for (var row = 0; row < streams * Outputs; row++)
            y.Slice(row * Block, Block).Fill(_bias[row % Outputs]);
        nint* inputs = stackalloc nint[streams], outputs = stackalloc nint[streams], parts = stackalloc nint[streams];
        fixed (float* from = x, to = y, memory = states, work = scratch)
        {
            for (var stream = 0; stream < streams; stream++)
            {
                inputs[stream] = (nint)(from + (stream * (nint)Inputs * Block));
                outputs[stream] = (nint)(to + (stream * (nint)Outputs * Block));
                parts[stream] = (nint)(memory + starts[stream]);
            }

            for (var first = 0; first < streams;)
            {
                var (hop, end) = (Hop(parts[first]), first + 1);
                while (end < streams && Hop(parts[end]) == hop)
                    end++;
                Advance(hop, new StreamSet(end - first, (nint)(inputs + first), (nint)(outputs + first), (nint)(parts + first)), work);
                first = end;
            }
        }
    }

    private static int Hop(nint state) => BitConverter.SingleToInt32Bits(*(float*)state);

    private void Advance(int hop, in StreamSet streams, float* scratch)
    {
        var parts = (float**)streams.States;
        for (var stream = 0; stream < streams.Count; stream++)
        {
            // The hops are counted round a number that all levels' lengths divide.
            parts[stream][0] = BitConverter.Int32BitsToSingle((hop + 1) % _period);
            parts[stream] += CacheLine;
        }

        var turn = (hop + _phase) % _period;
        foreach (var level in _levels)
        {
            level.Process(turn, streams, scratch);
            for (var stream = 0; stream < streams.Count; stream++)
                parts[stream] += level.StateLength;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var level in _levels)
            level.Dispose();
    }

    private PartitionLevel[] Cut(KernelParts kernels, bool isDepthwise)
    {
        var levels = new List<PartitionLevel>();
        var start = 0;
        var growth = isDepthwise ? DepthwiseGrowth : DenseGrowth;
        for (var (length, hops) = (Block, 1); start < KernelLength; length *= growth, hops *= growth)
        {
            // The next parts must be able to wait until a window of theirs has filled and is computed.
            var most = hops == 1 ? 2 * growth : 2 * (growth - 1);
            var left = (KernelLength - start + length - 1) / length;
            var parts = left <= most || length * growth > Math.Max(LongestPart, Block) ? left : most;
            levels.Add(new PartitionLevel(this, hops, parts, start, kernels, isDepthwise));
            start += parts * length;
        }

        return [.. levels];
    }
}
