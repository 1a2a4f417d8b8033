using StreamHost.Numerics.Fourier;
using StreamHost.Numerics.Memory;
using StreamHost.Numerics.Threads;
using StreamHost.Numerics.Vectors;

namespace StreamHost.Numerics.Convolutions;

/// <summary>
/// The grid of frequencies that a convolution is computed on, and the ways to it and back, for as many signals at a time as a vector has
/// lanes. It is just so large that what wraps around does not reach the output: signal + the longest lag that can meet a
/// signal, in each dimension.
/// </summary>
internal sealed unsafe class SpectralGrid
{
    private readonly ConvolutionShape _shape;
    private readonly int[] _sizes = new int[ConvolutionShape.MostDimensions];
    private readonly BatchedRealFft _rows;
    private readonly Passes[] _columns;
    private readonly GridRun[] _signal;
    private readonly GridRun[] _kernel;

    public SpectralGrid(ConvolutionShape shape)
    {
        _shape = shape;
        for (var d = 0; d < _sizes.Length; d++)
        {
            var (least, most) = Lags(d);
            _sizes[d] = Size(shape.Signal[d] + Math.Max(most, -least), isLast: d == _sizes.Length - 1);
        }

        _rows = BatchedRealFft.Of(_sizes[2]);
        _columns = [Passes.Of(_sizes[0]), Passes.Of(_sizes[1])];
        Bins = _sizes[0] * _sizes[1] * _rows.Bins;
        _signal = [.. SignalRuns()];
        _kernel = [.. KernelRuns()];
    }

    /// <summary>Frequencies of one signal.</summary>
    public int Bins { get; }

    private int RoomVectors => Math.Max(_rows.RoomVectors, 4 * Math.Max(_sizes[0], _sizes[1]));

    /// <summary>The points of a dimension's grid for so many of signal and lags.</summary>
    public static int Size(int needed, bool isLast) => isLast ? BatchedRealFft.FastLength(needed) : Factors.FastLength(needed);

    /// <summary>Computes the spectra of signals.</summary>
    /// <param name="signals">[any, signal].</param>
    /// <param name="first">The first of them.</param>
    /// <param name="spectra">Filled here.</param>
    /// <param name="sums">[any], the sums of the signals, which are their spectra at frequency 0: written here, unless it is empty.</param>
    public void OfSignals(float[] signals, int first, Spectra spectra, float[] sums) => Transform(signals, first, _shape.SignalLength, _signal, spectra, sums);

    /// <summary>Computes the spectra of kernels, each sample at its lag.</summary>
    /// <param name="kernels">[kernels, kernel].</param>
    /// <param name="spectra">Filled here.</param>
    public void OfKernels(float[] kernels, Spectra spectra) => Transform(kernels, 0, _shape.KernelLength, _kernel, spectra, []);

    /// <summary>Writes what spectra are the spectra of to signals, with an offset for each channel, or adds it.</summary>
    /// <param name="spectra">The spectra; they hold nothing afterwards.</param>
    /// <param name="signals">[any, signal].</param>
    /// <param name="first">Where the first of them goes.</param>
    /// <param name="isAdded">Whether it is added, without offsets.</param>
    /// <param name="bias">[channels], or none.</param>
    public void ToSignals(Spectra spectra, float[] signals, int first, bool isAdded, float[]? bias = null) =>
        Restore(spectra, signals, first, _shape.SignalLength, _signal, isAdded, bias);

    /// <summary>Writes what spectra are the spectra of to kernels, all samples that can meet a signal, or adds it.</summary>
    /// <param name="spectra">The spectra; they hold nothing afterwards.</param>
    /// <param name="kernels">[kernels, kernel].</param>
    /// <param name="isAdded">Whether it is added.</param>
    public void ToKernels(Spectra spectra, float[] kernels, bool isAdded)
    {
        if (!isAdded && !AllLagsMeet)
            Array.Clear(kernels);
        Restore(spectra, kernels, 0, _shape.KernelLength, _kernel, isAdded, bias: null);
    }

    /// <summary>Whether every sample of a kernel can meet a signal.</summary>
    private bool AllLagsMeet => _kernel.Sum(run => run.Length) == _shape.KernelLength;

    /// <summary>The lags at which a sample of the kernel can meet a signal: from below 0 (what comes later) to above (what came before).</summary>
    private (int Least, int Most) Lags(int dimension)
    {
        var (signal, before) = (_shape.Signal[dimension], _shape.Before[dimension]);
        return (Math.Max(before - _shape.Kernel[dimension] + 1, 1 - signal), Math.Min(before, signal - 1));
    }

    /// <summary>Where a row of samples begins on the grid, in vectors.</summary>
    private int Row(int first, int second) => ((first * _sizes[1]) + second) * 2 * _rows.Bins;

    private int Wrapped(int dimension, int lag) => lag < 0 ? lag + _sizes[dimension] : lag;

    private IEnumerable<GridRun> SignalRuns()
    {
        var (rows, length) = (_shape.Signal[1], _shape.Signal[2]);
        for (var i = 0; i < _shape.SignalLength / length; i++)
            yield return new GridRun(i * length, length, Row(i / rows, i % rows), 1);
    }

    /// <summary>Of each row of a kernel that can meet a signal, the samples of lags from 0 on, and those of lags below, which wrap around.</summary>
    private IEnumerable<GridRun> KernelRuns()
    {
        var (least, most) = Lags(2);
        for (var first = Lags(0).Least; first <= Lags(0).Most; first++)
        {
            for (var second = Lags(1).Least; second <= Lags(1).Most; second++)
            {
                var zero = ((((_shape.Before[0] - first) * _shape.Kernel[1]) + _shape.Before[1] - second) * _shape.Kernel[2]) + _shape.Before[2];
                var row = Row(Wrapped(0, first), Wrapped(1, second));
                yield return new GridRun(zero - most, most + 1, row + most, -1);
                if (least < 0)
                    yield return new GridRun(zero + 1, -least, row + _sizes[2] - 1, -1);
            }
        }
    }

    private void Transform(float[] signals, int begin, int length, GridRun[] runs, Spectra spectra, float[] sums) => InGroups(spectra, (group, memory) =>
    {
        var (first, step, count) = spectra.Group(group);
        Span<float> ofGroup = stackalloc float[sums.Length == 0 ? 0 : count];
        fixed (float* values = &signals[(begin + first) * length])
        {
            var action = new ForwardAction(this, values, step * length, runs, spectra, group, memory, ofGroup);
            Widths.Run(ref action);
        }

        for (var i = 0; i < ofGroup.Length; i++)
            sums[begin + first + (i * step)] = ofGroup[i];
    });

    private void Restore(Spectra spectra, float[] signals, int begin, int length, GridRun[] runs, bool isAdded, float[]? bias) => InGroups(spectra, (group, memory) =>
    {
        var (first, step, count) = spectra.Group(group);
        Span<float> offsets = stackalloc float[bias is null ? 0 : count];
        for (var i = 0; i < offsets.Length; i++)
            offsets[i] = bias![(first + (i * step)) % bias.Length];
        fixed (float* values = &signals[(begin + first) * length])
        {
            var action = new InverseAction(this, values, step * length, runs, isAdded, offsets, spectra, group, memory);
            Widths.Run(ref action);
        }
    });

    private delegate void GroupAction(int group, float* memory);

    /// <summary>Does the work for each group of signals, with memory for a room, two tiles and a grid.</summary>
    private void InGroups(Spectra spectra, GroupAction body) => Shards.Run(spectra.Groups, group =>
    {
        var memory = MemoryPool.Rent((RoomVectors + (2 * Widths.Floats) + spectra.GridVectors) * Widths.Floats);
        body(group, memory.Start);
        MemoryPool.Return(memory);
    });

    /// <summary>Divides the memory that a group has.</summary>
    private void Divide<TLanes, TVector>(float* memory, out float* room, out float* tile, out float* grid)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        room = memory;
        tile = room + (RoomVectors * (nint)TLanes.Count);
        grid = tile + (2 * TLanes.Count * (nint)TLanes.Count);
    }

    private readonly ref struct ForwardAction(
        SpectralGrid owner, float* values, int step, GridRun[] runs, Spectra spectra, int group, float* memory, Span<float> sums) : IWidthAction
    {
        private readonly Span<float> _sums = sums;

        public void Run<TLanes, TVector>()
            where TLanes : struct, ILanes<TVector>
            where TVector : struct
        {
            owner.Divide<TLanes, TVector>(memory, out var room, out var tile, out var grid);
            grid = spectra.Grid(group, grid);
            Bring<TLanes, TVector>(values, step, runs, spectra.Group(group).Count, grid, spectra.GridVectors, tile);
            for (var row = 0; row < owner.Bins / owner._rows.Bins; row++)
            {
                var samples = grid + (owner.Row(0, row) * (nint)TLanes.Count);
                owner._rows.Forward<TLanes, TVector>(samples, samples, room);
            }

            owner.Columns<TLanes, TVector>(grid, room, isForward: true);
            new ReadOnlySpan<float>(grid, _sums.Length).CopyTo(_sums);
            spectra.Put<TLanes, TVector>(group, grid, tile);
        }
    }

    private readonly ref struct InverseAction(
        SpectralGrid owner, float* values, int step, GridRun[] runs, bool isAdded, ReadOnlySpan<float> offsets, Spectra spectra, int group, float* memory) : IWidthAction
    {
        private readonly ReadOnlySpan<float> _offsets = offsets;

        public void Run<TLanes, TVector>()
            where TLanes : struct, ILanes<TVector>
            where TVector : struct
        {
            owner.Divide<TLanes, TVector>(memory, out var room, out var tile, out var grid);
            grid = spectra.Grid(group, grid);
            spectra.Get<TLanes, TVector>(group, grid, tile);
            owner.Columns<TLanes, TVector>(grid, room, isForward: false);
            for (var row = 0; row < owner.Bins / owner._rows.Bins; row++)
                owner._rows.Inverse<TLanes, TVector>(grid + (owner.Row(0, row) * (nint)TLanes.Count), room, 1f / (owner._sizes[0] * owner._sizes[1]));
            var count = spectra.Group(group).Count;
            foreach (var run in runs)
            {
                if (isAdded)
                    run.AddTo<TLanes, TVector>(values, step, count, grid, tile);
                else
                    run.Take<TLanes, TVector>(values, step, count, _offsets, grid, tile);
            }
        }
    }

    /// <summary>Brings signals to the grid, with zeros wherever they are not.</summary>
    private static void Bring<TLanes, TVector>(float* values, int step, GridRun[] runs, int count, float* grid, int gridVectors, float* tile)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var lanes = TLanes.Count;
        var (first, covered) = runs.Length == 1 ? (runs[0].FirstPlace, runs[0].Length) : (0, 0);
        new Span<float>(grid, first * lanes).Clear();
        new Span<float>(grid + ((first + covered) * (nint)lanes), (gridVectors - first - covered) * lanes).Clear();
        foreach (var run in runs)
            run.Bring<TLanes, TVector>(values, step, count, grid, tile);
    }

    /// <summary>Transforms along the first two dimensions, where there are any; without the division that the way back needs.</summary>
    private void Columns<TLanes, TVector>(float* grid, float* room, bool isForward)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var number = 2 * (nint)TLanes.Count;
        for (var d = 0; d < _columns.Length; d++)
        {
            var size = _sizes[d];
            if (size == 1)
                continue;

            var stride = d == 0 ? _sizes[1] * _rows.Bins : _rows.Bins;
            var near = new SplitElements(room, room + TLanes.Count, number);
            for (var outer = 0; outer < Bins; outer += size * stride)
            {
                for (var i = outer; i < outer + stride; i++)
                {
                    var start = grid + (i * number);
                    var column = new SplitElements(start, start + TLanes.Count, number * stride);
                    column = isForward ? column : column.Exchanged;
                    _columns[d].Run<TLanes, TVector>(column, near, near.From(size), column);
                }
            }
        }
    }
}
