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

    /// <summary>Puts spectra in.</summary>
    /// <param name="first">The row of the first.</param>
    /// <param name="count">How many, at most one for each lane.</param>
    /// <param name="numbers">[<see cref="Blocks"/> times lanes, 2] vectors with a lane for each.</param>
    /// <param name="tile">Room for a square of vectors.</param>
    public void Store<TLanes, TVector>(int first, int count, float* numbers, float* tile)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var lanes = TLanes.Count;
        for (var part = 0; part < 2 * blocks; part++)
        {
            var source = numbers + (((part / 2 * 2 * lanes) + (part % 2)) * (nint)lanes);
            var target = Block(part / 2) + (((2 * first) + (part % 2)) * (nint)lanes);
            if (count == lanes)
            {
                TLanes.Transpose(source, 2 * lanes, target, 2 * lanes);
                continue;
            }

            TLanes.Transpose(source, 2 * lanes, tile, lanes);
            for (var row = 0; row < count; row++)
                TLanes.Store(TLanes.Load(tile + (row * lanes)), target + (row * 2 * lanes));
        }
    }

    /// <summary>Takes spectra out, the reverse of <see cref="Store"/>; lanes that none is for are zeros.</summary>
    public void Load<TLanes, TVector>(int first, int count, float* numbers, float* tile)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var lanes = TLanes.Count;
        for (var part = 0; part < 2 * blocks; part++)
        {
            var source = Block(part / 2) + (((2 * first) + (part % 2)) * (nint)lanes);
            var target = numbers + (((part / 2 * 2 * lanes) + (part % 2)) * (nint)lanes);
            if (count == lanes)
            {
                TLanes.Transpose(source, 2 * lanes, target, 2 * lanes);
                continue;
            }

            for (var row = 0; row < lanes; row++)
                TLanes.Store(row < count ? TLanes.Load(source + (row * 2 * lanes)) : TLanes.Fill(0), tile + (row * lanes));
            TLanes.Transpose(tile, lanes, target, 2 * lanes);
        }
    }

    /// <summary>Gives the memory back to be used again.</summary>
    public void Dispose()
    {
        if (_memory is { } memory)
            MemoryPool.Return(memory);
        _memory = null;
    }
}
