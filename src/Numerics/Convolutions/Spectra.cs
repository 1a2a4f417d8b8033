using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using StreamHost.Numerics.Memory;
using StreamHost.Numerics.Vectors;

namespace StreamHost.Numerics.Convolutions;

/// <summary>
/// The spectra of many signals, laid out for the products between them: [block, row, 2, lanes], a vector of real parts and
/// one of imaginary parts for each row, all rows of a block of frequencies together, so that a block's products read
/// memory once and in order.
/// </summary>
internal sealed unsafe class Spectra(int rows, int blocks) : IDisposable
{
    private readonly int _lanes = Widths.Floats;
    private AlignedMemory? _memory = MemoryPool.Rent(checked(rows * blocks * 2 * Widths.Floats));

    /// <summary>How many spectra.</summary>
    public int Rows => rows;

    /// <summary>Vectors of frequencies of each.</summary>
    public int Blocks => blocks;

    /// <summary>Where a block begins: [row, 2, lanes].</summary>
    public float* Block(int block) => _memory!.Start + (block * (nint)rows * 2 * _lanes);

    /// <summary>Puts a spectrum in; the last vector is filled up with zeros.</summary>
    public void Store(int row, ReadOnlySpan<float> real, ReadOnlySpan<float> imaginary)
    {
        var whole = real.Length / _lanes;
        fixed (float* re = real, im = imaginary)
        {
            for (var block = 0; block < whole; block++)
            {
                var target = Block(block) + (row * 2 * (nint)_lanes);
                Copy(re + (block * _lanes), target, _lanes);
                Copy(im + (block * _lanes), target + _lanes, _lanes);
            }
        }

        if (whole < blocks)
        {
            var rest = new Span<float>(Block(whole) + (row * 2 * (nint)_lanes), 2 * _lanes);
            rest.Clear();
            real[(whole * _lanes)..].CopyTo(rest);
            imaginary[(whole * _lanes)..].CopyTo(rest[_lanes..]);
        }
    }

    /// <summary>Takes a spectrum out.</summary>
    public void Load(int row, Span<float> real, Span<float> imaginary)
    {
        var whole = real.Length / _lanes;
        fixed (float* re = real, im = imaginary)
        {
            for (var block = 0; block < whole; block++)
            {
                var source = Block(block) + (row * 2 * (nint)_lanes);
                Copy(source, re + (block * _lanes), _lanes);
                Copy(source + _lanes, im + (block * _lanes), _lanes);
            }
        }

        var left = real.Length - (whole * _lanes);
        if (left > 0)
        {
            var rest = new Span<float>(Block(whole) + (row * 2 * (nint)_lanes), 2 * _lanes);
            rest[..left].CopyTo(real[(whole * _lanes)..]);
            rest.Slice(_lanes, left).CopyTo(imaginary[(whole * _lanes)..]);
        }
    }

    /// <summary>A vector's worth: too little for a call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Copy(float* source, float* target, int lanes)
    {
        if (lanes == 16)
        {
            Vector512.Store(Vector512.Load(source), target);
            return;
        }

        for (var lane = 0; lane < lanes; lane++)
            target[lane] = source[lane];
    }

    /// <summary>Gives the memory back to be used again.</summary>
    public void Dispose()
    {
        if (_memory is { } memory)
            MemoryPool.Return(memory);
        _memory = null;
    }
}
