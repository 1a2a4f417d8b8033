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
        for (var block = 0; block < blocks; block++)
        {
            var target = Place(row, block, real.Length, out var count);
            real.Slice(block * _lanes, count).CopyTo(target);
            imaginary.Slice(block * _lanes, count).CopyTo(target[_lanes..]);
            target[count.._lanes].Clear();
            target[(_lanes + count)..].Clear();
        }
    }

    /// <summary>Takes a spectrum out.</summary>
    public void Load(int row, Span<float> real, Span<float> imaginary)
    {
        for (var block = 0; block < blocks; block++)
        {
            var source = Place(row, block, real.Length, out var count);
            source[..count].CopyTo(real[(block * _lanes)..]);
            source.Slice(_lanes, count).CopyTo(imaginary[(block * _lanes)..]);
        }
    }

    /// <summary>Gives the memory back to be used again.</summary>
    public void Dispose()
    {
        if (_memory is { } memory)
            MemoryPool.Return(memory);
        _memory = null;
    }

    private Span<float> Place(int row, int block, int bins, out int count)
    {
        count = Math.Min(_lanes, bins - (block * _lanes));
        return new Span<float>(Block(block) + (row * 2 * _lanes), 2 * _lanes);
    }
}
