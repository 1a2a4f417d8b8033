using StreamHost.Numerics.Vectors;

namespace StreamHost.Plugins.CfC.Fused;

/// <summary>Sums down the columns of a matrix, rows in ascending order.</summary>
internal static unsafe class Columns<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    /// <summary>The sum of [rows, width], the width in whole vectors.</summary>
    public static void Sum(float* matrix, int width, int rows, float* sums)
    {
        for (var column = 0; column < width; column += TLanes.Count)
        {
            var sum = TLanes.Fill(0);
            for (var row = 0; row < rows; row++)
                sum = TLanes.Add(sum, TLanes.Load(matrix + (row * (nint)width) + column));
            TLanes.Store(sum, sums + column);
        }
    }
}
