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

    /// <summary>The spectra from a row on.</summary>
    public SpectraView From(int row) => new(Block(0) + (row * 2 * (nint)_lanes), 2 * _lanes, rows * 2 * (nint)_lanes);

    /// <summary>Gives the memory back to be used again.</summary>
    public void Dispose()
    {
        if (_memory is { } memory)
            MemoryPool.Return(memory);
        _memory = null;
    }
}
