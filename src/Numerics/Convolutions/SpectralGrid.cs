using System.Numerics.Tensors;
using StreamHost.Numerics.Fourier;
using StreamHost.Numerics.Memory;
using StreamHost.Numerics.Threads;
using StreamHost.Numerics.Vectors;

namespace StreamHost.Numerics.Convolutions;

/// <summary>
/// The grid of frequencies that a convolution is computed on, and the ways to it and back. It is just so large that what
/// wraps around does not reach the output: signal + the longest lag that can meet a signal, in each dimension.
/// </summary>
internal sealed unsafe class SpectralGrid
{
    private readonly ConvolutionShape _shape;
    private readonly int[] _sizes = new int[ConvolutionShape.MostDimensions];
    private readonly RealFft _rows;
    private readonly ComplexFft[] _columns;
    private readonly int _work;
    private readonly (int Sample, int Place)[] _kernelRows;

    public SpectralGrid(ConvolutionShape shape)
    {
        _shape = shape;
        for (var d = 0; d < _sizes.Length; d++)
        {
            var (least, most) = Lags(d);
            var needed = shape.Signal[d] + Math.Max(most, -least);
            _sizes[d] = needed == 1 ? 1 : RealFft.FastLength(needed);
        }

        _rows = RealFft.Of(_sizes[2]);
        _columns = [ComplexFft.Of(_sizes[0]), ComplexFft.Of(_sizes[1])];
        Bins = _sizes[0] * _sizes[1] * _rows.Bins;
        Blocks = (Bins + Widths.Floats - 1) / Widths.Floats;
        var scratch = Math.Max(_rows.ScratchLength, _columns.Max(column => column.ScratchLength));
        _kernelRows = KernelRows();
        _work = scratch + _sizes[2] + (2 * Math.Max(_sizes[0], _sizes[1]));
    }

    /// <summary>Frequencies of one signal.</summary>
    public int Bins { get; }

    /// <summary>Vectors of frequencies of one signal.</summary>
    public int Blocks { get; }

    /// <summary>The points of the grid in the time domain.</summary>
    public int Points => _sizes[0] * _sizes[1] * _sizes[2];

    /// <summary>The spectra of signals.</summary>
    /// <param name="signals">[rows, signal].</param>
    /// <param name="rows">How many.</param>
    public Spectra OfSignals(float[] signals, int rows) => Transform(rows, (row, grid) =>
    {
        var size = _shape.Signal;
        for (var i = 0; i < size[0] * size[1]; i++)
            signals.AsSpan((row * _shape.SignalLength) + (i * size[2]), size[2]).CopyTo(grid[Row(i / size[1], i % size[1])..]);
    });

    /// <summary>The spectra of kernels, each sample at its lag.</summary>
    /// <param name="kernels">[rows, kernel].</param>
    /// <param name="rows">How many.</param>
    public Spectra OfKernels(float[] kernels, int rows) => Transform(rows, (row, grid) =>
    {
        var kernel = kernels.AsSpan(row * _shape.KernelLength, _shape.KernelLength);
        foreach (var (sample, place) in _kernelRows)
        {
            for (var (lag, most) = Lags(2); lag <= most; lag++)
                grid[place + Wrapped(2, lag)] = kernel[sample - lag];
        }
    });

    /// <summary>Adds what spectra are the spectra of to signals, and gives the spectra's memory back.</summary>
    public void AddToSignals(Spectra spectra, float[] signals) => Restore(spectra, (row, grid) =>
    {
        var size = _shape.Signal;
        for (var i = 0; i < size[0] * size[1]; i++)
        {
            var target = signals.AsSpan((row * _shape.SignalLength) + (i * size[2]), size[2]);
            TensorPrimitives.Add(target, grid.Slice(Row(i / size[1], i % size[1]), size[2]), target);
        }
    });

    /// <summary>Adds what spectra are the spectra of to kernels, and gives the spectra's memory back.</summary>
    public void AddToKernels(Spectra spectra, float[] kernels) => Restore(spectra, (row, grid) =>
    {
        var kernel = kernels.AsSpan(row * _shape.KernelLength, _shape.KernelLength);
        foreach (var (sample, place) in _kernelRows)
        {
            for (var (lag, most) = Lags(2); lag <= most; lag++)
                kernel[sample - lag] += grid[place + Wrapped(2, lag)];
        }
    });

    private delegate void GridAction(int row, Span<float> grid);

    private int Row(int first, int second) => ((first * _sizes[1]) + second) * _sizes[2];

    /// <summary>The lags at which a sample of the kernel can meet a signal: from below 0 (what comes later) to above (what came before).</summary>
    private (int Least, int Most) Lags(int dimension)
    {
        var (signal, before) = (_shape.Signal[dimension], _shape.Before[dimension]);
        return (Math.Max(before - _shape.Kernel[dimension] + 1, 1 - signal), Math.Min(before, signal - 1));
    }

    /// <summary>Of each row of a kernel that can meet a signal, the sample of lag 0 in the last dimension and its place on the grid.</summary>
    private (int Sample, int Place)[] KernelRows()
    {
        var rows = new List<(int, int)>();
        for (var first = Lags(0).Least; first <= Lags(0).Most; first++)
        {
            for (var second = Lags(1).Least; second <= Lags(1).Most; second++)
            {
                var sample = (((_shape.Before[0] - first) * _shape.Kernel[1]) + _shape.Before[1] - second) * _shape.Kernel[2];
                rows.Add((sample + _shape.Before[2], Row(Wrapped(0, first), Wrapped(1, second))));
            }
        }

        return [.. rows];
    }

    private int Wrapped(int dimension, int lag) => lag < 0 ? lag + _sizes[dimension] : lag;

    private Spectra Transform(int rows, GridAction fill)
    {
        var spectra = new Spectra(rows, Blocks);
        Shards.Run(rows, row =>
        {
            var memory = MemoryPool.Rent(Points + (2 * Bins) + _work);
            var grid = memory.Span[..Points];
            var real = memory.Span.Slice(Points, Bins);
            var imaginary = memory.Span.Slice(Points + Bins, Bins);
            grid.Clear();
            fill(row, grid);
            var work = memory.Span[(Points + (2 * Bins))..];
            for (var i = 0; i < _sizes[0] * _sizes[1]; i++)
            {
                _rows.Forward(grid.Slice(i * _sizes[2], _sizes[2]), real[(i * _rows.Bins)..], imaginary[(i * _rows.Bins)..], work);
            }

            Columns(real, imaginary, work, isForward: true);
            spectra.Store(row, real, imaginary);
            MemoryPool.Return(memory);
        });
        return spectra;
    }

    private void Restore(Spectra spectra, GridAction take)
    {
        Shards.Run(spectra.Rows, row =>
        {
            var memory = MemoryPool.Rent(Points + (2 * Bins) + _work);
            var grid = memory.Span[..Points];
            var real = memory.Span.Slice(Points, Bins);
            var imaginary = memory.Span.Slice(Points + Bins, Bins);
            spectra.Load(row, real, imaginary);
            var work = memory.Span[(Points + (2 * Bins))..];
            Columns(real, imaginary, work, isForward: false);
            for (var i = 0; i < _sizes[0] * _sizes[1]; i++)
            {
                _rows.Inverse(real.Slice(i * _rows.Bins, _rows.Bins), imaginary.Slice(i * _rows.Bins, _rows.Bins), grid[(i * _sizes[2])..], work);
            }

            take(row, grid);
            MemoryPool.Return(memory);
        });
        spectra.Dispose();
    }

    /// <summary>Transforms along the first two dimensions, where there are any.</summary>
    private void Columns(Span<float> real, Span<float> imaginary, Span<float> work, bool isForward)
    {
        for (var d = 0; d < _columns.Length; d++)
        {
            var size = _sizes[d];
            if (size == 1)
                continue;

            var stride = d == 0 ? _sizes[1] * _rows.Bins : _rows.Bins;
            for (var outer = 0; outer < Bins; outer += size * stride)
            {
                for (var start = outer; start < outer + stride; start++)
                    Column(_columns[d], real[start..], imaginary[start..], stride, work, isForward);
            }
        }
    }

    private static void Column(ComplexFft transform, Span<float> real, Span<float> imaginary, int stride, Span<float> work, bool isForward)
    {
        var size = transform.Length;
        var a = work[..size];
        var b = work.Slice(size, size);
        for (var i = 0; i < size; i++)
            (a[i], b[i]) = (real[i * stride], imaginary[i * stride]);
        if (isForward)
            transform.Forward(a, b, work[(2 * size)..]);
        else
            transform.Inverse(a, b, work[(2 * size)..]);
        for (var i = 0; i < size; i++)
            (real[i * stride], imaginary[i * stride]) = (a[i], b[i]);
    }
}
