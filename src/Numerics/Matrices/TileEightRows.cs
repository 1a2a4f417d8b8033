namespace StreamHost.Numerics.Matrices;

/// <content>The tiles of eight rows: where the time goes.</content>
internal static unsafe partial class Tile<TLanes, TVector>
{
    /// <summary>Eight rows by 2 vectors.</summary>
    public static void Multiply8x2(in TileOperands operands, float* a, float* b, float* start, float* c)
    {
        var (k, aRow, aStep, bStep) = (operands.K, operands.ARow, operands.AStep, operands.BStep);
        var (startRow, cRow) = (operands.StartRow, operands.CRow);
        var width = TLanes.Count;
        var c00 = TLanes.Load(start);
        var c01 = TLanes.Load(start + width);
        var c10 = TLanes.Load(start + startRow);
        var c11 = TLanes.Load(start + startRow + width);
        var c20 = TLanes.Load(start + (2 * startRow));
        var c21 = TLanes.Load(start + (2 * startRow) + width);
        var c30 = TLanes.Load(start + (3 * startRow));
        var c31 = TLanes.Load(start + (3 * startRow) + width);
        var c40 = TLanes.Load(start + (4 * startRow));
        var c41 = TLanes.Load(start + (4 * startRow) + width);
        var c50 = TLanes.Load(start + (5 * startRow));
        var c51 = TLanes.Load(start + (5 * startRow) + width);
        var c60 = TLanes.Load(start + (6 * startRow));
        var c61 = TLanes.Load(start + (6 * startRow) + width);
        var c70 = TLanes.Load(start + (7 * startRow));
        var c71 = TLanes.Load(start + (7 * startRow) + width);
        for (; k > 0; k--)
        {
            var b0 = TLanes.Load(b);
            var b1 = TLanes.Load(b + width);
            var x = TLanes.Fill(*a);
            c00 = TLanes.MultiplyAdd(x, b0, c00);
            c01 = TLanes.MultiplyAdd(x, b1, c01);
            x = TLanes.Fill(a[aRow]);
            c10 = TLanes.MultiplyAdd(x, b0, c10);
            c11 = TLanes.MultiplyAdd(x, b1, c11);
            x = TLanes.Fill(a[2 * aRow]);
            c20 = TLanes.MultiplyAdd(x, b0, c20);
            c21 = TLanes.MultiplyAdd(x, b1, c21);
            x = TLanes.Fill(a[3 * aRow]);
            c30 = TLanes.MultiplyAdd(x, b0, c30);
            c31 = TLanes.MultiplyAdd(x, b1, c31);
            x = TLanes.Fill(a[4 * aRow]);
            c40 = TLanes.MultiplyAdd(x, b0, c40);
            c41 = TLanes.MultiplyAdd(x, b1, c41);
            x = TLanes.Fill(a[5 * aRow]);
            c50 = TLanes.MultiplyAdd(x, b0, c50);
            c51 = TLanes.MultiplyAdd(x, b1, c51);
            x = TLanes.Fill(a[6 * aRow]);
            c60 = TLanes.MultiplyAdd(x, b0, c60);
            c61 = TLanes.MultiplyAdd(x, b1, c61);
            x = TLanes.Fill(a[7 * aRow]);
            c70 = TLanes.MultiplyAdd(x, b0, c70);
            c71 = TLanes.MultiplyAdd(x, b1, c71);
            a += aStep;
            b += bStep;
        }

        TLanes.Store(c00, c);
        TLanes.Store(c01, c + width);
        TLanes.Store(c10, c + cRow);
        TLanes.Store(c11, c + cRow + width);
        TLanes.Store(c20, c + (2 * cRow));
        TLanes.Store(c21, c + (2 * cRow) + width);
        TLanes.Store(c30, c + (3 * cRow));
        TLanes.Store(c31, c + (3 * cRow) + width);
        TLanes.Store(c40, c + (4 * cRow));
        TLanes.Store(c41, c + (4 * cRow) + width);
        TLanes.Store(c50, c + (5 * cRow));
        TLanes.Store(c51, c + (5 * cRow) + width);
        TLanes.Store(c60, c + (6 * cRow));
        TLanes.Store(c61, c + (6 * cRow) + width);
        TLanes.Store(c70, c + (7 * cRow));
        TLanes.Store(c71, c + (7 * cRow) + width);
    }

    /// <summary>Eight rows by 1 vector.</summary>
    public static void Multiply8x1(in TileOperands operands, float* a, float* b, float* start, float* c)
    {
        var (k, aRow, aStep, bStep) = (operands.K, operands.ARow, operands.AStep, operands.BStep);
        var (startRow, cRow) = (operands.StartRow, operands.CRow);
        var c00 = TLanes.Load(start);
        var c10 = TLanes.Load(start + startRow);
        var c20 = TLanes.Load(start + (2 * startRow));
        var c30 = TLanes.Load(start + (3 * startRow));
        var c40 = TLanes.Load(start + (4 * startRow));
        var c50 = TLanes.Load(start + (5 * startRow));
        var c60 = TLanes.Load(start + (6 * startRow));
        var c70 = TLanes.Load(start + (7 * startRow));
        for (; k > 0; k--)
        {
            var b0 = TLanes.Load(b);
            var x = TLanes.Fill(*a);
            c00 = TLanes.MultiplyAdd(x, b0, c00);
            x = TLanes.Fill(a[aRow]);
            c10 = TLanes.MultiplyAdd(x, b0, c10);
            x = TLanes.Fill(a[2 * aRow]);
            c20 = TLanes.MultiplyAdd(x, b0, c20);
            x = TLanes.Fill(a[3 * aRow]);
            c30 = TLanes.MultiplyAdd(x, b0, c30);
            x = TLanes.Fill(a[4 * aRow]);
            c40 = TLanes.MultiplyAdd(x, b0, c40);
            x = TLanes.Fill(a[5 * aRow]);
            c50 = TLanes.MultiplyAdd(x, b0, c50);
            x = TLanes.Fill(a[6 * aRow]);
            c60 = TLanes.MultiplyAdd(x, b0, c60);
            x = TLanes.Fill(a[7 * aRow]);
            c70 = TLanes.MultiplyAdd(x, b0, c70);
            a += aStep;
            b += bStep;
        }

        TLanes.Store(c00, c);
        TLanes.Store(c10, c + cRow);
        TLanes.Store(c20, c + (2 * cRow));
        TLanes.Store(c30, c + (3 * cRow));
        TLanes.Store(c40, c + (4 * cRow));
        TLanes.Store(c50, c + (5 * cRow));
        TLanes.Store(c60, c + (6 * cRow));
        TLanes.Store(c70, c + (7 * cRow));
    }
}
