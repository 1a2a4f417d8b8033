namespace StreamHost.Plugins.CfC.Stepping;

/// <summary>Copies between matrices that share some of their columns.</summary>
internal static class Columns
{
    /// <summary>Copies <paramref name="width"/> columns of every row.</summary>
    /// <param name="count">Rows.</param>
    /// <param name="width">Columns to copy.</param>
    /// <param name="source">[count, <paramref name="sourceWidth"/>], starting at the first column to copy.</param>
    /// <param name="sourceWidth">Columns of the source.</param>
    /// <param name="target">[count, <paramref name="targetWidth"/>], starting at the first column to fill.</param>
    /// <param name="targetWidth">Columns of the target.</param>
    public static void Copy(int count, int width, ReadOnlySpan<float> source, int sourceWidth, Span<float> target, int targetWidth)
    {
        for (var row = 0; row < count; row++)
            source.Slice(row * sourceWidth, width).CopyTo(target[(row * targetWidth)..]);
    }
}
