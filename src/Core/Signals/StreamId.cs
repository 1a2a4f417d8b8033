namespace StreamHost.Core.Signals;

/// <summary>
/// The identity of one stream of signals: its name, interned by a <see cref="StreamTable"/> so that the hot path
/// compares references and indexes arrays instead of hashing text.
/// </summary>
public sealed class StreamId
{
    internal StreamId(string name, int index)
    {
        Name = name;
        Index = index;
        Hash = StableHash(name);
    }

    /// <summary>The name as the source gave it; never empty.</summary>
    public string Name { get; }

    /// <summary>A dense number, 0 for the first name the table saw. It depends on the order of arrival: never store it.</summary>
    public int Index { get; }

    /// <summary>The 64-bit FNV-1a hash of the name's UTF-16 code units: equal in every run and on every machine.</summary>
    public ulong Hash { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static ulong StableHash(string name)
    {
        const ulong OffsetBasis = 14695981039346656037;
        const ulong Prime = 1099511628211;
        var hash = OffsetBasis;
        foreach (var unit in name)
        {
            hash = (hash ^ (byte)unit) * Prime;
            hash = (hash ^ (byte)(unit >> 8)) * Prime;
        }

        return hash;
    }
}
