using StreamHost.Numerics.Vectors;

namespace StreamHost.Numerics.Matrices;

/// <summary>
/// Pieces of a matrix product whose sums stay in registers: c = start + a b for so many rows and so many vectors of
/// columns. Each lane is one sum over ascending k of fused multiply-adds, so all tiles and widths give the same bits.
/// </summary>
internal static unsafe partial class Tile<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct;
