using System.Runtime.CompilerServices;
using StreamHost.Numerics.Memory;
using StreamHost.Numerics.Threads;
using StreamHost.Numerics.Vectors;

namespace StreamHost.Numerics.Convolutions;

/// <summary>
/// Products of complex matrices, one for every frequency, where a lane is one of the many signals of a channel: each number of A
/// is multiplied with vectors of B. With the spectra at a frequency as matrices [many, channels] it is C^T = A B^T; adjoint, with A's
/// conjugate transpose, C^T = A^H B^T; and turned besides, C^T = A^H B.
/// </summary>
/// <param name="a">A.</param>
/// <param name="b">B.</param>
/// <param name="c">C, written here or added to.</param>
/// <param name="isAdjoint">Whether A^H is meant.</param>
/// <param name="isTurned">Whether B is meant and not its transpose.</param>
/// <param name="isAdded">Whether to add.</param>
internal sealed unsafe class BroadcastProduct(SpectraBySignal a, SpectraBySignal b, SpectraBySignal c, bool isAdjoint, bool isTurned, bool isAdded)
{
    /// <summary>Rows of C^T that are computed together: 12 sums, and 24 operations for 14 loads.</summary>
    private const int TileRows = 6;

    /// <summary>Frequencies whose numbers are asked for ahead together: memory gives a channel's next kilobyte sooner than lines here and there.</summary>
    private const int AheadBins = 8;

    /// <summary>Frequencies that a thread takes at a time.</summary>
    private const int ShardBins = 2 * AheadBins;

    private readonly int _rows = c.Channels;
    private readonly int _terms = isAdjoint ? a.Many : a.Channels;

    // A's numbers at a frequency are brought together as [channel, 2, many].
    private readonly nint _imaginary = a.Bundles * (nint)Widths.Floats;

    private nint ChannelStep => 2 * _imaginary;

    private nint NumbersLength => a.Channels * ChannelStep;

    private nint TurnedLength => isTurned ? c.Bundles * (nint)b.Bundles * Widths.Floats * 2 * Widths.Floats : 0;

    /// <summary>Computes C at all frequencies.</summary>
    /// <param name="bins">How many there are.</param>
    public void Run(int bins) => Shards.Run((bins + ShardBins - 1) / ShardBins, shard =>
    {
        var memory = MemoryPool.Rent(checked((int)(NumbersLength + TurnedLength + (Widths.Floats * Widths.Floats))));
        var action = new BinsAction(this, isAdjoint, shard * ShardBins, Math.Min((shard + 1) * ShardBins, bins), memory.Start);
        Widths.Run(ref action);
        MemoryPool.Return(memory);
    });

    private readonly struct BinsAction(BroadcastProduct product, bool isAdjoint, int first, int end, float* memory) : IWidthAction
    {
        public void Run<TLanes, TVector>()
            where TLanes : struct, ILanes<TVector>
            where TVector : struct
        {
            for (var bin = first; bin < end; bin++)
            {
                if (isAdjoint)
                    product.Bin<TLanes, TVector, ConjugateSign<TLanes, TVector>>(bin, memory);
                else
                    product.Bin<TLanes, TVector, PlainSign<TLanes, TVector>>(bin, memory);
            }
        }
    }

    private void Bin<TLanes, TVector, TSign>(int bin, float* numbers)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
        where TSign : struct, ISign<TLanes, TVector>
    {
        var turned = numbers + NumbersLength;
        var number = 2 * (nint)TLanes.Count;
        Gather<TLanes, TVector>(bin, numbers);
        if (isTurned)
            Turn<TLanes, TVector>(bin, turned, turned + TurnedLength);
        for (var bundle = 0; bundle < c.Bundles; bundle++)
        {
            if (isTurned)
                Rows<TLanes, TVector, TSign>(numbers, turned + (bundle * b.Bundles * TLanes.Count * number), number, bundle, bin);
            else
                Rows<TLanes, TVector, TSign>(numbers, b.At(bundle, 0, bin), b.Step, bundle, bin);
        }
    }

    /// <summary>Brings A's numbers at a frequency together.</summary>
    private void Gather<TLanes, TVector>(int bin, float* to)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        for (var bundle = 0; bundle < a.Bundles; bundle++)
        {
            var from = a.At(bundle, 0, bin);
            var target = to + (bundle * TLanes.Count);
            for (var channel = 0; channel < a.Channels; channel++, from += a.Step, target += ChannelStep)
            {
                TLanes.Store(TLanes.Load(from), target);
                TLanes.Store(TLanes.Load(from + TLanes.Count), target + _imaginary);
            }
        }
    }

    /// <summary>Transposes B's numbers at a frequency: [bundle of channels, many, 2, lanes], a lane for each channel.</summary>
    private void Turn<TLanes, TVector>(int bin, float* to, float* tile)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var lanes = TLanes.Count;
        for (var channel = 0; channel < b.Channels; channel += lanes)
        {
            for (var bundle = 0; bundle < b.Bundles; bundle++, to += lanes * 2 * lanes)
            {
                var from = b.At(bundle, channel, bin);
                var count = Math.Min(lanes, b.Channels - channel);
                Transpose<TLanes, TVector>(from, count, to, tile);
                Transpose<TLanes, TVector>(from + lanes, count, to + lanes, tile);
            }
        }
    }

    /// <summary>Transposes the vectors of at most as many channels as a vector has lanes; the other lanes become zeros.</summary>
    private void Transpose<TLanes, TVector>(float* from, int count, float* to, float* tile)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var lanes = TLanes.Count;
        if (count == lanes)
        {
            TLanes.Transpose(from, b.Step, to, 2 * lanes);
            return;
        }

        for (var i = 0; i < lanes; i++)
            TLanes.Store(i < count ? TLanes.Load(from + (i * b.Step)) : TLanes.Fill(0), tile + (i * lanes));
        TLanes.Transpose(tile, lanes, to, 2 * lanes);
    }

    /// <summary>Computes a vector of each row of C^T.</summary>
    /// <param name="numbers">A's numbers.</param>
    /// <param name="vectors">The vectors that they are multiplied with, one for each term.</param>
    /// <param name="step">Floats from a term's vector to the next.</param>
    /// <param name="bundle">Which of C's vectors.</param>
    /// <param name="bin">The frequency.</param>
    private void Rows<TLanes, TVector, TSign>(float* numbers, float* vectors, nint step, int bundle, int bin)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
        where TSign : struct, ISign<TLanes, TVector>
    {
        var line = isAdjoint ? ChannelStep : 1;
        var tile = ((bin % AheadBins * c.Bundles) + bundle) * ((_rows + TileRows - 1) / TileRows);
        for (var row = 0; row < _rows; row += TileRows, tile++)
            Tile<TLanes, TVector, TSign>(numbers + (row * line), line, vectors, step, c.At(bundle, row, bin), _rows - row, Ahead(tile, bin));
    }

    /// <summary>What a tile, by its number, is to ask for of the next frequencies: the numbers of A, of B, then the places of C, some channels of them.</summary>
    private float* Ahead(int tile, int bin)
    {
        var channel = tile * (_terms / AheadBins);
        var next = bin - (bin % AheadBins) + AheadBins;
        return channel < a.Groups ? a.At(0, channel, next)
            : channel < a.Groups + b.Groups ? b.At(0, channel - a.Groups, next)
            : c.At(0, channel - a.Groups - b.Groups, next);
    }

    /// <summary>Six rows; where fewer are left, the last of them again and again.</summary>
    private void Tile<TLanes, TVector, TSign>(float* numbers, nint line, float* vectors, nint step, float* sums, int left, float* ahead)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
        where TSign : struct, ISign<TLanes, TVector>
    {
        TVector r0 = default, i0 = default, r1 = default, i1 = default, r2 = default, i2 = default;
        TVector r3 = default, i3 = default, r4 = default, i4 = default, r5 = default, i5 = default;
        nint row1 = Math.Min(1, left - 1), row2 = Math.Min(2, left - 1), row3 = Math.Min(3, left - 1), row4 = Math.Min(4, left - 1), row5 = Math.Min(5, left - 1);
        var channel = c.Step;
        if (isAdded)
        {
            ComplexVector.Load<TLanes, TVector>(sums, ref r0, ref i0);
            ComplexVector.Load<TLanes, TVector>(sums + (row1 * channel), ref r1, ref i1);
            ComplexVector.Load<TLanes, TVector>(sums + (row2 * channel), ref r2, ref i2);
            ComplexVector.Load<TLanes, TVector>(sums + (row3 * channel), ref r3, ref i3);
            ComplexVector.Load<TLanes, TVector>(sums + (row4 * channel), ref r4, ref i4);
            ComplexVector.Load<TLanes, TVector>(sums + (row5 * channel), ref r5, ref i5);
        }

        var imaginary = _imaginary;
        var term = isAdjoint ? 1 : ChannelStep;
        for (var k = 0u; k < (uint)_terms; k++, numbers += term, vectors += step)
        {
            var next = ahead + ((nint)(k / AheadBins) * channel) + ((nint)(k % AheadBins) * 2 * TLanes.Count);
            Prefetch.Line(next);
            Prefetch.Line(next + TLanes.Count);
            var x = TLanes.Load(vectors);
            var y = TLanes.Load(vectors + TLanes.Count);
            Add<TLanes, TVector, TSign>(x, y, numbers, imaginary, ref r0, ref i0);
            Add<TLanes, TVector, TSign>(x, y, numbers + (row1 * line), imaginary, ref r1, ref i1);
            Add<TLanes, TVector, TSign>(x, y, numbers + (row2 * line), imaginary, ref r2, ref i2);
            Add<TLanes, TVector, TSign>(x, y, numbers + (row3 * line), imaginary, ref r3, ref i3);
            Add<TLanes, TVector, TSign>(x, y, numbers + (row4 * line), imaginary, ref r4, ref i4);
            Add<TLanes, TVector, TSign>(x, y, numbers + (row5 * line), imaginary, ref r5, ref i5);
        }

        ComplexVector.Store<TLanes, TVector>(sums, r0, i0);
        ComplexVector.Store<TLanes, TVector>(sums + (row1 * channel), r1, i1);
        ComplexVector.Store<TLanes, TVector>(sums + (row2 * channel), r2, i2);
        ComplexVector.Store<TLanes, TVector>(sums + (row3 * channel), r3, i3);
        ComplexVector.Store<TLanes, TVector>(sums + (row4 * channel), r4, i4);
        ComplexVector.Store<TLanes, TVector>(sums + (row5 * channel), r5, i5);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TLanes, TVector, TSign>(TVector x, TVector y, float* number, nint imaginary, ref TVector realSum, ref TVector imaginarySum)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
        where TSign : struct, ISign<TLanes, TVector> => TSign.Add(x, y, TLanes.Fill(*number), TLanes.Fill(number[imaginary]), ref realSum, ref imaginarySum);
}
