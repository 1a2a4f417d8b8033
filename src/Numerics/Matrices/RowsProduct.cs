using StreamHost.Numerics.Vectors;

namespace StreamHost.Numerics.Matrices;

/// <summary>
/// c = start + a b for matrices in the machine's memory, the columns padded to whole vectors: the core that the matrix
/// product and the fused kernels share. A row's result does not depend, to the bit, on how many rows there are.
/// </summary>
/// <typeparam name="TLanes">The width's arithmetic.</typeparam>
/// <typeparam name="TVector">The width's vector.</typeparam>
public static unsafe class RowsProduct<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    /// <summary>Multiplies.</summary>
    /// <param name="operands">How the operands lie.</param>
    /// <param name="a">[rows, k].</param>
    /// <param name="b">[k, vectors].</param>
    /// <param name="start">[rows, vectors]; may be c itself.</param>
    /// <param name="c">[rows, vectors].</param>
    /// <param name="rows">Rows of a and c.</param>
    /// <param name="vectors">Columns of b and c, in whole vectors.</param>
    public static void Multiply(in TileOperands operands, float* a, float* b, float* start, float* c, int rows, int vectors)
    {
        // Two vectors by eight rows need 16 registers for the sums alone; a machine without 32 gets half of that.
        var row = TLanes.Count >= 16 ? EightRows(operands, a, b, start, c, rows, vectors) : 0;
        row = FourRows(operands, a, b, start, c, row, rows, vectors);
        for (; row < rows; row++)
        {
            OneRow(operands, a + (row * operands.ARow), b, start + (row * operands.StartRow), c + (row * operands.CRow), vectors);
        }
    }

    private static int EightRows(in TileOperands operands, float* a, float* b, float* start, float* c, int rows, int vectors)
    {
        var whole = rows & ~7;
        for (var row = 0; row < whole; row += 8)
        {
            var aTile = a + (row * operands.ARow);
            var startTile = start + (row * operands.StartRow);
            var cTile = c + (row * operands.CRow);
            nint column = 0;
            for (var vector = 2; vector <= vectors; vector += 2, column += 2 * TLanes.Count)
            {
                Tile<TLanes, TVector>.Multiply8x2(operands, aTile, b + column, startTile + column, cTile + column);
            }

            if ((vectors & 1) != 0)
            {
                Tile<TLanes, TVector>.Multiply8x1(operands, aTile, b + column, startTile + column, cTile + column);
            }
        }

        return whole;
    }

    private static int FourRows(in TileOperands operands, float* a, float* b, float* start, float* c, int row, int rows, int vectors)
    {
        for (; row + 4 <= rows; row += 4)
        {
            var aTile = a + (row * operands.ARow);
            var startTile = start + (row * operands.StartRow);
            var cTile = c + (row * operands.CRow);
            nint column = 0;
            for (var vector = 2; vector <= vectors; vector += 2, column += 2 * TLanes.Count)
            {
                Tile<TLanes, TVector>.Multiply4x2(operands, aTile, b + column, startTile + column, cTile + column);
            }

            if ((vectors & 1) != 0)
            {
                Tile<TLanes, TVector>.Multiply4x1(operands, aTile, b + column, startTile + column, cTile + column);
            }
        }

        return row;
    }

    private static void OneRow(in TileOperands operands, float* a, float* b, float* start, float* c, int vectors)
    {
        nint column = 0;
        for (; vectors >= 8; vectors -= 8, column += 8 * TLanes.Count)
        {
            Tile<TLanes, TVector>.Multiply1x8(operands, a, b + column, start + column, c + column);
        }

        if ((vectors & 4) != 0)
        {
            Tile<TLanes, TVector>.Multiply1x4(operands, a, b + column, start + column, c + column);
            column += 4 * TLanes.Count;
        }

        if ((vectors & 2) != 0)
        {
            Tile<TLanes, TVector>.Multiply1x2(operands, a, b + column, start + column, c + column);
            column += 2 * TLanes.Count;
        }

        if ((vectors & 1) != 0)
        {
            Tile<TLanes, TVector>.Multiply1x1(operands, a, b + column, start + column, c + column);
        }
    }
}
