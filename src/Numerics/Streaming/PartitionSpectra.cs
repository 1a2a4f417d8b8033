using System.Runtime.CompilerServices;
using StreamHost.Numerics.Matrices;
using StreamHost.Numerics.Convolutions;
using StreamHost.Numerics.Memory;
using StreamHost.Numerics.Threads;
using StreamHost.Numerics.Vectors;

namespace StreamHost.Numerics.Streaming;

/// <summary>
/// The spectra of the parts of one length, in the order in which they are read, once and without a gap: [block, output pair, part, input,
/// 2 outputs, 2, lanes], so that the spectra of signals at a block of frequencies meet all outputs while they are near; depthwise,
/// where an output meets one input, [output pair, block, part, 2 outputs, 2, lanes].
/// </summary>
/// <param name="inputs">Inputs that each output sums over; 1 where it is depthwise.</param>
/// <param name="outputs">Outputs.</param>
/// <param name="parts">Parts.</param>
/// <param name="blocks">Vectors of frequencies of a spectrum.</param>
/// <param name="isDepthwise">Whether an output reads the input of its own number alone.</param>
internal sealed unsafe class PartitionSpectra(int inputs, int outputs, int parts, int blocks, bool isDepthwise) : IDisposable
{
    /// <summary>Blocks of frequencies that a thread mixes in a row.</summary>
    private const int MixedTogether = 4;

    private readonly int _lanes = Widths.Floats;
    private readonly AlignedMemory _memory = AlignedMemory.Untouched(checked((outputs + 1) / 2 * blocks * parts * inputs * 4 * Widths.Floats));

    /// <summary>Puts a part's spectrum in.</summary>
    /// <param name="kernel">Its number among [outputs, inputs].</param>
    /// <param name="part">The part.</param>
    /// <param name="real">[bins].</param>
    /// <param name="imaginary">[bins].</param>
    public void Store(int kernel, int part, ReadOnlySpan<float> real, ReadOnlySpan<float> imaginary)
    {
        var (output, input) = (kernel / inputs, kernel % inputs);
        var place = Place(output / 2, 0) + (((((part * inputs) + input) * 2) + (output % 2)) * 2 * _lanes);
        new SpectraView(_memory.Start + place, row: 0, Place(0, 1)).PutOne(0, real, imaginary);
    }

    /// <summary>Puts in all spectra as sums of those of signals, on all cores.</summary>
    /// <param name="weights">[outputs, inputs, signals].</param>
    /// <param name="signals">The signals' spectra.</param>
    public void Mix(ReadOnlySpan<float> weights, SignalSpectra signals)
    {
        using var rows = MixedRows(weights, signals.Signals);
        Shards.Run((blocks + MixedTogether - 1) / MixedTogether, shard =>
        {
            var first = shard * MixedTogether;
            var action = new MixAction(this, rows.Start, signals, first, Math.Min(blocks, first + MixedTogether));
            Widths.Run(ref action);
        });
    }

    /// <summary>The sums of all outputs of some streams at some blocks of frequencies.</summary>
    /// <param name="slots">
    /// [streams, parts]: the spectra of the windows that belong to each part, [block, channels, 2, lanes]; depthwise [channels, block, 2, lanes].
    /// </param>
    /// <param name="sums">[streams]: where each stream's begin, [outputs rounded up to pairs, blocks, 2, lanes].</param>
    /// <param name="streams">How many.</param>
    /// <param name="first">The first block.</param>
    /// <param name="end">The one behind the last.</param>
    public void Multiply(nint* slots, nint* sums, int streams, int first, int end)
    {
        var action = new Action(this, slots, sums, streams, first, end);
        Widths.Run(ref action);
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();

    private int Place(int pair, int block) => (isDepthwise ? (pair * blocks) + block : (block * ((outputs + 1) / 2)) + pair) * parts * inputs * 4 * _lanes;

    /// <summary>The weights in the order of the spectra, [output pair, input, 2 outputs, signals], and zeros for a block's sums to start from.</summary>
    private AlignedMemory MixedRows(ReadOnlySpan<float> weights, int signals)
    {
        var rows = new AlignedMemory(((outputs + 1) / 2 * inputs * 2 * signals) + (2 * _lanes));
        for (var kernel = 0; kernel < outputs * inputs; kernel++)
        {
            var (output, input) = (kernel / inputs, kernel % inputs);
            weights.Slice(kernel * signals, signals).CopyTo(rows.Span[(((((output / 2 * inputs) + input) * 2) + (output % 2)) * signals)..]);
        }

        return rows;
    }

    /// <summary>Some blocks: for each part a product of the weights and a small matrix, that of the signals' spectra there.</summary>
    private void Mix<TLanes, TVector>(float* rows, SignalSpectra signals, int first, int end)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var (count, width, pairs) = (signals.Signals, 2 * TLanes.Count, (outputs + 1) / 2);
        var zeros = rows + (pairs * inputs * 2 * count);
        for (var block = first; block < end; block++)
        {
            if (isDepthwise)
            {
                // The pairs lie far apart: those of one side are the rows of a product.
                var operands = new TileOperands(count, 2 * count, 1, width, 0, Place(1, 0));
                for (var row = 0; row < 2 * parts; row++)
                {
                    RowsProduct<TLanes, TVector>.Multiply(
                        operands, rows + (row % 2 * count), signals.Of(block, row / 2), zeros, _memory.Start + Place(0, block) + (row * width), pairs, 2);
                }

                continue;
            }

            for (var row = 0; row < pairs * parts; row++)
            {
                var (pair, part) = (row / parts, row % parts);
                var operands = new TileOperands(count, count, 1, width, 0, width);
                RowsProduct<TLanes, TVector>.Multiply(
                    operands, rows + (pair * inputs * 2 * count), signals.Of(block, part), zeros, _memory.Start + Place(pair, block) + (part * inputs * 2 * width), 2 * inputs, 2);
            }
        }
    }

    private void Multiply<TLanes, TVector>(nint* slots, nint* sums, int streams, int first, int end)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var pairs = (outputs + 1) / 2;
        if (isDepthwise)
        {
            for (var pair = 0; pair < pairs; pair++)
            {
                for (var stream = 0; stream < streams; stream++)
                    MultiplyDepthwise<TLanes, TVector>(pair, first, end, slots + (stream * parts), (float*)sums[stream]);
            }

            return;
        }

        for (var block = first; block < end; block++)
        {
            for (var pair = 0; pair < pairs; pair++)
            {
                for (var stream = 0; stream < streams; stream++)
                    MultiplyDense<TLanes, TVector>(pair, block, slots + (stream * parts), (float*)sums[stream]);
            }
        }
    }

    /// <summary>Sums of products of real with real parts, imaginary with imaginary, and across, so that none waits for another.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void MultiplyDense<TLanes, TVector>(int pair, int block, nint* slots, float* sums)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var width = TLanes.Count;
        var w = _memory.Start + Place(pair, block);
        TVector rr0 = TLanes.Fill(0), ii0 = rr0, ri0 = rr0, ir0 = rr0, rr1 = rr0, ii1 = rr0, ri1 = rr0, ir1 = rr0;
        for (var part = 0; part < parts; part++)
        {
            var x = (float*)slots[part] + (block * (nint)inputs * 2 * width);
            for (var input = 0; input < inputs; input++, x += 2 * width, w += 4 * width)
            {
                var (real, imaginary) = (TLanes.Load(x), TLanes.Load(x + width));
                var (wr, wi) = (TLanes.Load(w), TLanes.Load(w + width));
                rr0 = TLanes.MultiplyAdd(real, wr, rr0);
                ii0 = TLanes.MultiplyAdd(imaginary, wi, ii0);
                ri0 = TLanes.MultiplyAdd(real, wi, ri0);
                ir0 = TLanes.MultiplyAdd(imaginary, wr, ir0);
                (wr, wi) = (TLanes.Load(w + (2 * width)), TLanes.Load(w + (3 * width)));
                rr1 = TLanes.MultiplyAdd(real, wr, rr1);
                ii1 = TLanes.MultiplyAdd(imaginary, wi, ii1);
                ri1 = TLanes.MultiplyAdd(real, wi, ri1);
                ir1 = TLanes.MultiplyAdd(imaginary, wr, ir1);
            }
        }

        var output = blocks * 2 * (nint)width;
        var to = sums + (2 * pair * output) + (block * 2 * width);
        TLanes.Store(TLanes.Subtract(rr0, ii0), to);
        TLanes.Store(TLanes.Add(ri0, ir0), to + width);
        TLanes.Store(TLanes.Subtract(rr1, ii1), to + output);
        TLanes.Store(TLanes.Add(ri1, ir1), to + output + width);
    }

    /// <summary>The same where each output reads the channel of its own number, some blocks of frequencies in a row; the last pair of an odd number has one.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void MultiplyDepthwise<TLanes, TVector>(int pair, int first, int end, nint* slots, float* sums)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var width = TLanes.Count;
        var output = blocks * 2 * (nint)width;
        var w = _memory.Start + Place(pair, first);
        var place = (2 * pair * output) + (first * 2 * width);
        var to = sums + place;
        var next = (2 * pair) + 1 < outputs ? output : 0;
        for (var block = first; block < end; block++, place += 2 * width, to += 2 * width)
        {
            TVector rr0 = TLanes.Fill(0), ii0 = rr0, ri0 = rr0, ir0 = rr0, rr1 = rr0, ii1 = rr0, ri1 = rr0, ir1 = rr0;
            for (var part = 0; part < parts; part++, w += 4 * width)
            {
                var x = (float*)slots[part] + place;
                var (real, imaginary) = (TLanes.Load(x), TLanes.Load(x + width));
                var (wr, wi) = (TLanes.Load(w), TLanes.Load(w + width));
                rr0 = TLanes.MultiplyAdd(real, wr, rr0);
                ii0 = TLanes.MultiplyAdd(imaginary, wi, ii0);
                ri0 = TLanes.MultiplyAdd(real, wi, ri0);
                ir0 = TLanes.MultiplyAdd(imaginary, wr, ir0);
                (real, imaginary) = (TLanes.Load(x + next), TLanes.Load(x + next + width));
                (wr, wi) = (TLanes.Load(w + (2 * width)), TLanes.Load(w + (3 * width)));
                rr1 = TLanes.MultiplyAdd(real, wr, rr1);
                ii1 = TLanes.MultiplyAdd(imaginary, wi, ii1);
                ri1 = TLanes.MultiplyAdd(real, wi, ri1);
                ir1 = TLanes.MultiplyAdd(imaginary, wr, ir1);
            }

            TLanes.Store(TLanes.Subtract(rr0, ii0), to);
            TLanes.Store(TLanes.Add(ri0, ir0), to + width);
            TLanes.Store(TLanes.Subtract(rr1, ii1), to + output);
            TLanes.Store(TLanes.Add(ri1, ir1), to + output + width);
        }
    }

    private readonly struct Action(PartitionSpectra spectra, nint* slots, nint* sums, int streams, int first, int end) : IWidthAction
    {
        public void Run<TLanes, TVector>()
            where TLanes : struct, ILanes<TVector>
            where TVector : struct => spectra.Multiply<TLanes, TVector>(slots, sums, streams, first, end);
    }

    private readonly struct MixAction(PartitionSpectra spectra, float* rows, SignalSpectra signals, int first, int end) : IWidthAction
    {
        public void Run<TLanes, TVector>()
            where TLanes : struct, ILanes<TVector>
            where TVector : struct => spectra.Mix<TLanes, TVector>(rows, signals, first, end);
    }
}
