using System.Numerics;
using System.Numerics.Tensors;
using StreamHost.Numerics.Convolutions;
using StreamHost.Numerics.Memory;
using StreamHost.Numerics.Vectors;

namespace StreamHost.Numerics.Streaming;

/// <summary>
/// The parts of a streaming convolution's kernel that have one length of n samples, n a number of hops. When n new samples are there,
/// their windows of 2 n are transformed, multiplied with the parts' spectra and summed over parts and inputs, and the last n samples
/// of what that transforms back to are heard n samples later: until then the work is done a little with every hop. Only the parts of
/// one hop are done at once, and heard at once.
/// </summary>
internal sealed unsafe class PartitionLevel : IDisposable
{
    private readonly int _inputs;
    private readonly int _outputs;
    private readonly int _block;
    private readonly int _hops;
    private readonly int _parts;
    private readonly int _length;
    private readonly bool _isDepthwise;
    private readonly PartitionTransforms _transforms;
    private readonly int _blocks;
    private readonly PartitionSpectra _spectra;
    private readonly int _chunks;
    private readonly int[] _firstUnits;

    /// <param name="owner">The convolution.</param>
    /// <param name="hops">The length of a part in blocks, a power of two.</param>
    /// <param name="parts">How many.</param>
    /// <param name="start">The lag of the first part's first sample.</param>
    /// <param name="kernels">The kernels.</param>
    /// <param name="isDepthwise">Whether each channel has a kernel of its own.</param>
    public PartitionLevel(StreamingConvolution owner, int hops, int parts, int start, KernelParts kernels, bool isDepthwise)
    {
        (_inputs, _outputs, _block, _hops, _parts, _isDepthwise) = (owner.Inputs, owner.Outputs, owner.Block, hops, parts, isDepthwise);
        _length = hops * _block;
        _transforms = new PartitionTransforms(_length);
        _blocks = _transforms.Blocks;
        _spectra = new PartitionSpectra(isDepthwise ? 1 : _inputs, _outputs, parts, _blocks, isDepthwise);
        (_chunks, _firstUnits) = Spread();
        kernels.Transform(_spectra, parts, _length, start, _transforms.Points);
    }

    /// <summary>After so many hops the level is where it was.</summary>
    public int Period => (int)(6L * _parts / (long)BigInteger.GreatestCommonDivisor(6, _parts)) * _hops;

    /// <summary>Floats that a stream has to keep: windows, the spectra of the last ones, the sums that are made, and what is heard and what is made.</summary>
    public int StateLength => HeardStart + (_hops > 1 ? AlignedMemory.WholeLines(2 * _length * _outputs) : 0);

    /// <summary>Floats of scratch memory that a call needs.</summary>
    public int ScratchLength => _transforms.ScratchLength;

    // A window is two parts long; while it is worked on, a third one fills.
    private int WindowBlocks => _hops > 1 ? 3 : 2;

    // Channels that are transformed together.
    private int InputGroups => (_inputs + _transforms.Together - 1) / _transforms.Together;

    private int OutputGroups => (_outputs + _transforms.Together - 1) / _transforms.Together;

    private int SlotsStart => AlignedMemory.WholeLines(WindowBlocks * _length * _inputs);

    private int SlotLength => _inputs * _blocks * 2 * Widths.Floats;

    private int SumsStart => SlotsStart + (_parts * SlotLength);

    private int HeardStart => SumsStart + ((_outputs + 1) / 2 * 4 * _blocks * Widths.Floats);

    /// <summary>Takes a hop's blocks and adds what is heard of this level to the outputs.</summary>
    /// <param name="hop">The hops before it, counted round.</param>
    /// <param name="streams">The streams; their states at this level's part.</param>
    /// <param name="scratch">[<see cref="ScratchLength"/>].</param>
    public void Process(int hop, in StreamSet streams, float* scratch)
    {
        var window = hop / _hops;
        var phase = hop % _hops;
        var (filling, place) = (window % WindowBlocks, phase * _block);
        for (var stream = 0; stream < streams.Count; stream++)
        {
            for (var input = 0; input < _inputs; input++)
                Copy(streams.Input(stream) + (input * _block), streams.State(stream) + (((input * WindowBlocks) + filling) * (nint)_length) + place, _block);
        }

        if (_hops == 1)
        {
            for (var unit = 0; unit < _firstUnits[1]; unit++)
                Work(unit, window, streams, scratch);
            return;
        }

        // The last whole window is worked on; the one before it is heard.
        for (var unit = _firstUnits[phase]; unit < _firstUnits[phase + 1]; unit++)
            Work(unit, window - 1, streams, scratch);
        for (var stream = 0; stream < streams.Count; stream++)
        {
            var heard = Heard(streams.State(stream), window + 1);
            for (var output = 0; output < _outputs; output++)
                Add(heard + (output * (nint)_length) + place, streams.Output(stream) + (output * _block), _block);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _spectra.Dispose();

    /// <summary>
    /// What there is to do for each window: transforms of groups of inputs, the sums of a chunk of frequencies at a time, transforms back of
    /// groups of outputs. Chunks are so small that one does not outweigh what a hop has to do.
    /// </summary>
    private (int Chunks, int[] FirstUnits) Spread()
    {
        // In nanoseconds of one core, about: a point of a transform, and of a product, which reads kernels from far away.
        const double ProductTime = 0.1;
        var transform = _transforms.Together * _transforms.Points * (_transforms.Together > 1 ? 0.6 : 0.9);
        var sums = ProductTime * _length * _parts * _outputs * (_isDepthwise ? 1 : _inputs);
        var all = ((InputGroups + OutputGroups) * transform) + sums;
        var chunks = Math.Clamp((int)(2 * sums * _hops / all), 1, _blocks);
        var first = new int[_hops + 1];
        var (unit, done) = (0, 0.0);
        for (var hop = 0; hop < _hops; hop++)
        {
            first[hop] = unit;
            for (; unit < InputGroups + chunks + OutputGroups; unit++)
            {
                var next = unit < InputGroups || unit >= InputGroups + chunks ? transform : sums / chunks;
                if (done + (next / 2) > all * (hop + 1) / _hops)
                    break;
                done += next;
            }
        }

        first[_hops] = InputGroups + chunks + OutputGroups;
        return (chunks, first);
    }

    /// <summary>Where results are made in a window, and in the one after it heard: two places in turn.</summary>
    private float* Heard(float* state, int window) =>
        state + HeardStart + ((window & 1) * (nint)_length * _outputs);

    private float* Slot(float* state, int window) =>
        state + SlotsStart + ((((window % _parts) + _parts) % _parts) * (nint)SlotLength);

    private void Work(int unit, int window, in StreamSet streams, float* scratch)
    {
        var chunk = unit - InputGroups;
        if (chunk >= 0 && chunk < _chunks)
        {
            Sum(window, streams, (int)((long)_blocks * chunk / _chunks), (int)((long)_blocks * (chunk + 1) / _chunks));
            return;
        }

        for (var stream = 0; stream < streams.Count; stream++)
        {
            if (chunk < 0)
                Transform(unit * _transforms.Together, window, streams.State(stream), scratch);
            else
                Restore((chunk - _chunks) * _transforms.Together, window, streams.State(stream), streams.Output(stream), scratch);
        }
    }

    /// <summary>What the sums of some outputs transform back to: heard now, or once all of the window's are made.</summary>
    private void Restore(int first, int window, float* state, float* y, float* scratch)
    {
        var samples = (_hops == 1 ? y : Heard(state, window + 1)) + (first * (nint)_length);
        _transforms.ToSamples(Spectra(state + SumsStart, first, isByChannel: true), Math.Min(_transforms.Together, _outputs - first), samples, _hops == 1, scratch);
    }

    /// <summary>The spectra of some inputs' windows, into the window's slot.</summary>
    private void Transform(int first, int window, float* state, float* scratch)
    {
        var parts = state + (first * WindowBlocks * (nint)_length);
        var older = parts + ((window + WindowBlocks - 1) % WindowBlocks * (nint)_length);
        var newer = parts + ((window + WindowBlocks) % WindowBlocks * (nint)_length);
        _transforms.ToSpectra(
            older, newer, WindowBlocks * _length, Math.Min(_transforms.Together, _inputs - first), Spectra(Slot(state, window), first, _isDepthwise), scratch);
    }

    /// <summary>Spectra from a channel on: [channels, block, 2, lanes], or [block, inputs, 2, lanes].</summary>
    private SpectraView Spectra(float* start, int first, bool isByChannel)
    {
        var vectors = 2 * (nint)Widths.Floats;
        return isByChannel
            ? new SpectraView(start + (first * _blocks * vectors), _blocks * vectors, vectors)
            : new SpectraView(start + (first * vectors), vectors, _inputs * vectors);
    }

    /// <summary>Some blocks of the spectra of all outputs: sums over the parts and inputs.</summary>
    private void Sum(int window, in StreamSet streams, int first, int end)
    {
        nint* slots = stackalloc nint[streams.Count * _parts], sums = stackalloc nint[streams.Count];
        for (var stream = 0; stream < streams.Count; stream++)
        {
            sums[stream] = (nint)(streams.State(stream) + SumsStart);
            for (var part = 0; part < _parts; part++)
                slots[(stream * _parts) + part] = (nint)Slot(streams.State(stream), window - part);
        }

        _spectra.Multiply(slots, sums, streams.Count, first, end);
    }

    private static void Copy(float* source, float* target, int count) => new ReadOnlySpan<float>(source, count).CopyTo(new Span<float>(target, count));

    private static void Add(float* source, float* target, int count)
    {
        var sums = new Span<float>(target, count);
        TensorPrimitives.Add(new ReadOnlySpan<float>(source, count), sums, sums);
    }
}
