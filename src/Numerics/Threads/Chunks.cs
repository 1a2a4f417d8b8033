namespace StreamHost.Numerics.Threads;

/// <summary>
/// Splits long rows of elements into chunks of one length and runs them as <see cref="Shards"/>. Where a chunk begins depends on
/// nothing but the number of elements, so neither does a result that is computed a chunk at a time.
/// </summary>
internal static class Chunks
{
    /// <summary>Elements of a chunk: 64 KiB of floats, near the processor and worth a thread's while.</summary>
    public const int Length = 16_384;

    /// <summary>How many chunks so many elements make.</summary>
    public static int Count(int elements) => (elements + Length - 1) / Length;

    /// <summary>Calls <paramref name="body"/> for each chunk with its first element and the number of its elements.</summary>
    public static void Run(int elements, Action<int, int> body)
    {
        if (elements <= Length)
        {
            body(0, elements);
            return;
        }

        Shards.Run(Count(elements), chunk => body(chunk * Length, Math.Min(Length, elements - (chunk * Length))));
    }

    /// <summary>Calls <paramref name="body"/> for each row of a number, so many rows a shard as make a chunk.</summary>
    public static void RunRows(int rows, int rowLength, Action<int> body)
    {
        var together = Math.Max(1, Length / Math.Max(1, rowLength));
        Shards.Run((rows + together - 1) / together, shard =>
        {
            for (var row = shard * together; row < Math.Min(rows, (shard + 1) * together); row++)
            {
                body(row);
            }
        });
    }
}
