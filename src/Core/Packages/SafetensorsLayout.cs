namespace StreamHost.Core.Packages;

/// <summary>Holds the places that a header gives to its tensors against each other and against the data's length.</summary>
internal static class SafetensorsLayout
{
    /// <exception cref="InputException">A tensor is outside the data, has the wrong size, overlaps another, or bytes belong to none.</exception>
    public static void Check(IReadOnlyList<SafetensorsEntry> entries, long dataLength, string where)
    {
        foreach (var entry in entries)
            CheckSize(entry, dataLength, $"{where}, tensor {Quoted.Text(entry.Name)}");

        SafetensorsEntry? previous = null;
        foreach (var entry in entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            CheckNeighbours(previous, entry, $"{where}, tensor {Quoted.Text(entry.Name)}");
            previous = entry;
        }

        var end = previous?.End ?? 0;
        if (end != dataLength)
            throw new InputException(where, $"{dataLength - end} bytes follow the last tensor", "a safetensors file ends with its last tensor");
    }

    private static void CheckSize(SafetensorsEntry entry, long dataLength, string where)
    {
        if (entry.Begin > entry.End || entry.End > dataLength)
        {
            throw new InputException(
                where,
                $"data_offsets [{entry.Begin}, {entry.End}] are not inside the file, which has {dataLength} bytes of data",
                "the file was cut off, or its offsets are wrong");
        }

        var needed = ByteCount(entry, where);
        if (needed != entry.End - entry.Begin)
        {
            throw new InputException(
                where,
                $"data_offsets [{entry.Begin}, {entry.End}] hold {entry.End - entry.Begin} bytes",
                $"shape [{string.Join(", ", entry.Shape)}] needs {needed}");
        }
    }

    private static long ByteCount(SafetensorsEntry entry, string where)
    {
        try
        {
            long count = entry.Type.Size();
            foreach (var dimension in entry.Shape)
                count = checked(count * dimension);
            return count;
        }
        catch (OverflowException e)
        {
            throw new InputException(where, $"shape [{string.Join(", ", entry.Shape)}] is too large for any file", "a tensor fits into its file", e);
        }
    }

    private static void CheckNeighbours(SafetensorsEntry? previous, SafetensorsEntry entry, string where)
    {
        var end = previous?.End ?? 0;
        if (entry.Begin < end)
        {
            throw new InputException(
                where,
                $"data_offsets [{entry.Begin}, {entry.End}] overlap those of tensor {Quoted.Text(previous!.Name)}, [{previous.Begin}, {previous.End}]",
                "every byte belongs to one tensor");
        }

        if (entry.Begin > end)
        {
            throw new InputException(
                where,
                $"data_offsets [{entry.Begin}, {entry.End}] leave the bytes [{end}, {entry.Begin}] before them to no tensor",
                "tensors follow each other without holes");
        }
    }
}
