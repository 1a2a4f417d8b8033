namespace StreamHost.Numerics.Matrices;

/// <summary>How the operands of c = start + a b lie in memory: distances in floats, and the length of the sums.</summary>
/// <param name="K">Length of the sums.</param>
/// <param name="ARow">From a row of a to the next.</param>
/// <param name="AStep">From an element of a to the next one along k.</param>
/// <param name="BStep">From a row of b to the next one along k.</param>
/// <param name="StartRow">From a row of the starting values to the next; 0 where all rows start alike (a bias, zeros).</param>
/// <param name="CRow">From a row of c to the next.</param>
public readonly record struct TileOperands(int K, nint ARow, nint AStep, nint BStep, nint StartRow, nint CRow);
