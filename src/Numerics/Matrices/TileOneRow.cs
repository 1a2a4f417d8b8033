namespace StreamHost.Numerics.Matrices;

/// <content>The tiles of one row: as wide as it takes to hide the latency of an addition.</content>
internal static unsafe partial class Tile<TLanes, TVector>
{
    /// <summary>One row by 8 vectors.</summary>
    public static void Multiply1x8(in TileOperands operands, float* a, float* b, float* start, float* c)
    {
        var (k, aStep, bStep) = (operands.K, operands.AStep, operands.BStep);
        var width = TLanes.Count;
        var c00 = TLanes.Load(start);
        var c01 = TLanes.Load(start + width);
        var c02 = TLanes.Load(start + (2 * width));
        var c03 = TLanes.Load(start + (3 * width));
        var c04 = TLanes.Load(start + (4 * width));
        var c05 = TLanes.Load(start + (5 * width));
        var c06 = TLanes.Load(start + (6 * width));
        var c07 = TLanes.Load(start + (7 * width));
        for (; k > 0; k--)
        {
            var b0 = TLanes.Load(b);
            var b1 = TLanes.Load(b + width);
            var b2 = TLanes.Load(b + (2 * width));
            var b3 = TLanes.Load(b + (3 * width));
            var b4 = TLanes.Load(b + (4 * width));
            var b5 = TLanes.Load(b + (5 * width));
            var b6 = TLanes.Load(b + (6 * width));
            var b7 = TLanes.Load(b + (7 * width));
            var x = TLanes.Fill(*a);
            c00 = TLanes.MultiplyAdd(x, b0, c00);
            c01 = TLanes.MultiplyAdd(x, b1, c01);
            c02 = TLanes.MultiplyAdd(x, b2, c02);
            c03 = TLanes.MultiplyAdd(x, b3, c03);
            c04 = TLanes.MultiplyAdd(x, b4, c04);
            c05 = TLanes.MultiplyAdd(x, b5, c05);
            c06 = TLanes.MultiplyAdd(x, b6, c06);
            c07 = TLanes.MultiplyAdd(x, b7, c07);
            a += aStep;
            b += bStep;
        }

        TLanes.Store(c00, c);
        TLanes.Store(c01, c + width);
        TLanes.Store(c02, c + (2 * width));
        TLanes.Store(c03, c + (3 * width));
        TLanes.Store(c04, c + (4 * width));
        TLanes.Store(c05, c + (5 * width));
        TLanes.Store(c06, c + (6 * width));
        TLanes.Store(c07, c + (7 * width));
    }

    /// <summary>One row by 4 vectors.</summary>
    public static void Multiply1x4(in TileOperands operands, float* a, float* b, float* start, float* c)
    {
        var (k, aStep, bStep) = (operands.K, operands.AStep, operands.BStep);
        var width = TLanes.Count;
        var c00 = TLanes.Load(start);
        var c01 = TLanes.Load(start + width);
        var c02 = TLanes.Load(start + (2 * width));
        var c03 = TLanes.Load(start + (3 * width));
        for (; k > 0; k--)
        {
            var b0 = TLanes.Load(b);
            var b1 = TLanes.Load(b + width);
            var b2 = TLanes.Load(b + (2 * width));
            var b3 = TLanes.Load(b + (3 * width));
            var x = TLanes.Fill(*a);
            c00 = TLanes.MultiplyAdd(x, b0, c00);
            c01 = TLanes.MultiplyAdd(x, b1, c01);
            c02 = TLanes.MultiplyAdd(x, b2, c02);
            c03 = TLanes.MultiplyAdd(x, b3, c03);
            a += aStep;
            b += bStep;
        }

        TLanes.Store(c00, c);
        TLanes.Store(c01, c + width);
        TLanes.Store(c02, c + (2 * width));
        TLanes.Store(c03, c + (3 * width));
    }

    /// <summary>One row by 2 vectors.</summary>
    public static void Multiply1x2(in TileOperands operands, float* a, float* b, float* start, float* c)
    {
        var (k, aStep, bStep) = (operands.K, operands.AStep, operands.BStep);
        var width = TLanes.Count;
        var c00 = TLanes.Load(start);
        var c01 = TLanes.Load(start + width);
        for (; k > 0; k--)
        {
            var b0 = TLanes.Load(b);
            var b1 = TLanes.Load(b + width);
            var x = TLanes.Fill(*a);
            c00 = TLanes.MultiplyAdd(x, b0, c00);
            c01 = TLanes.MultiplyAdd(x, b1, c01);
            a += aStep;
            b += bStep;
        }

        TLanes.Store(c00, c);
        TLanes.Store(c01, c + width);
    }

    /// <summary>One row by 1 vector.</summary>
    public static void Multiply1x1(in TileOperands operands, float* a, float* b, float* start, float* c)
    {
        var (k, aStep, bStep) = (operands.K, operands.AStep, operands.BStep);
        var c00 = TLanes.Load(start);
        for (; k > 0; k--)
        {
            var b0 = TLanes.Load(b);
            var x = TLanes.Fill(*a);
            c00 = TLanes.MultiplyAdd(x, b0, c00);
            a += aStep;
            b += bStep;
        }

        TLanes.Store(c00, c);
    }
}
