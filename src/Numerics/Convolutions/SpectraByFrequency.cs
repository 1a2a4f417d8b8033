using StreamHost.Numerics.Vectors;

namespace StreamHost.Numerics.Convolutions;

/// <summary>
/// Spectra whose lanes are frequencies: [block, row, 2, lanes], a vector of real parts and one of imaginary parts for each
/// row, all rows of a block of frequencies together, so that a block's products read memory once and in order.
/// </summary>
/// <param name="rows">How many spectra.</param>
/// <param name="bins">Frequencies of each.</param>
internal sealed unsafe class SpectraByFrequency(int rows, int bins) : Spectra(checked(rows * BlocksOf(bins) * 2 * Widths.Floats))
{
    private readonly int _lanes = Widths.Floats;

    /// <summary>How many spectra.</summary>
    public int Rows => rows;

    /// <summary>Vectors of frequencies of each.</summary>
    public int Blocks => BlocksOf(bins);

    /// <inheritdoc/>
    public override int Groups => (rows + _lanes - 1) / _lanes;

    /// <inheritdoc/>
    public override int GridVectors => 2 * Blocks * _lanes;

    /// <summary>Where a block begins: [row, 2, lanes].</summary>
    public float* Block(int block) => Start + (block * (nint)rows * 2 * _lanes);

    /// <inheritdoc/>
    public override SignalGroup Group(int number) => new(number * _lanes, 1, Math.Min(_lanes, rows - (number * _lanes)));

    /// <inheritdoc/>
    public override float* Grid(int group, float* room) => room;

    /// <inheritdoc/>
    public override void Put<TLanes, TVector>(int group, float* grid, float* tile) => View(group).Put<TLanes, TVector>(Group(group).Count, Blocks, grid, tile);

    /// <inheritdoc/>
    public override void Get<TLanes, TVector>(int group, float* grid, float* tile) => View(group).Get<TLanes, TVector>(Group(group).Count, Blocks, grid, tile);

    private SpectraView View(int group) => new(Start + (Group(group).First * 2 * (nint)_lanes), 2 * _lanes, rows * 2 * (nint)_lanes);

    private static int BlocksOf(int bins) => (bins + Widths.Floats - 1) / Widths.Floats;
}
