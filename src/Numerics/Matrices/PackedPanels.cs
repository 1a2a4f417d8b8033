namespace StreamHost.Numerics.Matrices;

/// <summary>Copies blocks of the operands into the order in which tiles read them, so that large strides do not thrash the caches.</summary>
internal static unsafe class PackedPanels
{
    /// <summary>[k, width] of a row-major matrix, padded with zeros to [k, padded].</summary>
    public static void Pack(float* source, nint row, float* panel, int k, int width, int padded)
    {
        for (var p = 0; p < k; p++, source += row, panel += padded)
        {
            new ReadOnlySpan<float>(source, width).CopyTo(new Span<float>(panel, padded));
            new Span<float>(panel + width, padded - width).Clear();
        }
    }

    /// <summary>The same from [width, k], transposed.</summary>
    public static void PackTransposed(float* source, nint row, float* panel, int k, int width, int padded)
    {
        for (var j = 0; j < width; j++)
        {
            var from = source + (j * row);
            var to = panel + j;
            var p = 0;
            for (; p + 4 <= k; p += 4, from += 4, to += 4 * (nint)padded)
            {
                to[0] = from[0];
                to[padded] = from[1];
                to[2 * padded] = from[2];
                to[3 * padded] = from[3];
            }

            for (; p < k; p++, from++, to += padded)
            {
                *to = *from;
            }
        }

        for (var p = 0; p < k; p++)
        {
            new Span<float>(panel + (p * (nint)padded) + width, padded - width).Clear();
        }
    }
}
