using System.Numerics.Tensors;
using StreamHost.Numerics.Convolutions;
using StreamHost.Numerics.Fourier;
using StreamHost.Numerics.Memory;
using StreamHost.Numerics.Vectors;

namespace StreamHost.Numerics.Streaming;

/// <summary>
/// The transforms of a level of partitions: of windows of two parts' length, and of sums back to the part that is heard, the second one of a
/// window. Short ones are done for as many channels at a time as a vector has lanes, which is twice as fast; long ones one by one,
/// since sixteen would be more than a hop should have to do.
/// </summary>
/// <param name="length">Samples of a part.</param>
internal sealed unsafe class PartitionTransforms(int length)
{
    /// <summary>The longest transforms that are done side by side, in points: sixteen of them leave the rest of the second cache alone.</summary>
    private const int LongestTogether = 2048;

    private readonly BatchedRealFft _fft = BatchedRealFft.Of(BatchedRealFft.FastLength(2 * length));
    private readonly RealFft _single = RealFft.Of(BatchedRealFft.FastLength(2 * length));

    /// <summary>The points of a transform: two parts, or a little more where there is no fast one.</summary>
    public int Points => _fft.Length;

    /// <summary>Vectors of frequencies of a spectrum.</summary>
    public int Blocks => (_fft.Bins + Widths.Floats - 1) / Widths.Floats;

    /// <summary>Floats of scratch memory that a call needs.</summary>
    public int ScratchLength => Together > 1
        ? (GridVectors + _fft.RoomVectors + (2 * Widths.Floats) + 1) * Widths.Floats
        : Points + (2 * Blocks * Widths.Floats) + _single.ScratchLength;

    /// <summary>The most channels that a call takes.</summary>
    public int Together => Points <= LongestTogether ? Widths.Floats : 1;

    private int GridVectors => 2 * Blocks * Widths.Floats;

    /// <summary>The spectra of some channels' windows.</summary>
    /// <param name="older">[channels, <paramref name="step"/>]: the part before the last.</param>
    /// <param name="newer">[channels, <paramref name="step"/>]: the last part.</param>
    /// <param name="step">Floats from a channel to the next.</param>
    /// <param name="count">How many channels, at most <see cref="Together"/>.</param>
    /// <param name="spectra">Where they go.</param>
    /// <param name="scratch">[<see cref="ScratchLength"/>].</param>
    public void ToSpectra(float* older, float* newer, int step, int count, SpectraView spectra, float* scratch)
    {
        if (Together == 1)
        {
            ToSpectrum(older, newer, spectra, scratch);
            return;
        }

        var action = new WindowAction(this, older, newer, step, count, spectra, scratch);
        Widths.Run(ref action);
    }

    /// <summary>What some channels' sums are heard as.</summary>
    /// <param name="sums">Where they are.</param>
    /// <param name="count">How many channels, at most <see cref="Together"/>.</param>
    /// <param name="samples">[channels, length].</param>
    /// <param name="isAdded">Whether to add to what is there.</param>
    /// <param name="scratch">[<see cref="ScratchLength"/>].</param>
    public void ToSamples(SpectraView sums, int count, float* samples, bool isAdded, float* scratch)
    {
        if (Together == 1)
        {
            ToSamplesOfOne(sums, samples, isAdded, scratch);
            return;
        }

        var action = new HeardAction(this, sums, count, samples, isAdded, scratch);
        Widths.Run(ref action);
    }

    private void ToSpectrum(float* older, float* newer, SpectraView spectra, float* scratch)
    {
        Planes(scratch, out var signal, out var real, out var imaginary, out var work);
        new ReadOnlySpan<float>(older, length).CopyTo(signal);
        new ReadOnlySpan<float>(newer, length).CopyTo(signal[length..]);
        signal[(2 * length)..].Clear();
        _single.Forward(signal, real, imaginary, work);
        real[_single.Bins..].Clear();
        imaginary[_single.Bins..].Clear();
        spectra.PutOne(0, real, imaginary);
    }

    private void ToSamplesOfOne(SpectraView sums, float* samples, bool isAdded, float* scratch)
    {
        Planes(scratch, out var signal, out var real, out var imaginary, out var work);
        sums.GetOne(real, imaginary);
        _single.Inverse(real, imaginary, signal, work);
        var to = new Span<float>(samples, length);
        if (isAdded)
            TensorPrimitives.Add(to, signal.Slice(length, length), to);
        else
            signal.Slice(length, length).CopyTo(to);
    }

    private void Planes(float* scratch, out Span<float> signal, out Span<float> real, out Span<float> imaginary, out Span<float> work)
    {
        var plane = Blocks * Widths.Floats;
        signal = new Span<float>(scratch, Points);
        real = new Span<float>(scratch + Points, plane);
        imaginary = new Span<float>(scratch + Points + plane, plane);
        work = new Span<float>(scratch + Points + (2 * plane), _single.ScratchLength);
    }

    private (nint Grid, nint Room, nint Tile) Divide<TLanes, TVector>(float* scratch)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var grid = AlignedMemory.NextLine(scratch);
        var room = grid + (GridVectors * (nint)TLanes.Count);
        return ((nint)grid, (nint)room, (nint)(room + (_fft.RoomVectors * (nint)TLanes.Count)));
    }

    private readonly struct WindowAction(
        PartitionTransforms owner, float* older, float* newer, int step, int count, SpectraView spectra, float* scratch) : IWidthAction
    {
        public void Run<TLanes, TVector>()
            where TLanes : struct, ILanes<TVector>
            where TVector : struct
        {
            var length = owner.Length;
            var (grid, room, tile) = owner.Divide<TLanes, TVector>(scratch);
            var last = (float*)grid + (2 * length * (nint)TLanes.Count);
            new Span<float>(last, (owner.GridVectors - (2 * length)) * TLanes.Count).Clear();
            new GridRun(0, length, 0, 1).Bring<TLanes, TVector>(older, step, count, (float*)grid, (float*)tile);
            new GridRun(0, length, length, 1).Bring<TLanes, TVector>(newer, step, count, (float*)grid, (float*)tile);
            owner._fft.Forward<TLanes, TVector>((float*)grid, (float*)grid, (float*)room);
            spectra.Put<TLanes, TVector>(count, owner.Blocks, (float*)grid, (float*)tile);
        }
    }

    private readonly struct HeardAction(
        PartitionTransforms owner, SpectraView sums, int count, float* samples, bool isAdded, float* scratch) : IWidthAction
    {
        public void Run<TLanes, TVector>()
            where TLanes : struct, ILanes<TVector>
            where TVector : struct
        {
            var (grid, room, tile) = owner.Divide<TLanes, TVector>(scratch);
            sums.Get<TLanes, TVector>(count, owner.Blocks, (float*)grid, (float*)tile);
            owner._fft.Inverse<TLanes, TVector>((float*)grid, (float*)room);
            var run = new GridRun(0, owner.Length, owner.Length, 1);
            if (isAdded)
                run.AddTo<TLanes, TVector>(samples, owner.Length, count, (float*)grid, (float*)tile);
            else
                run.Take<TLanes, TVector>(samples, owner.Length, count, [], (float*)grid, (float*)tile);
        }
    }

    private int Length => length;
}
