namespace StreamHost.Core.Signals;

/// <summary>Interns stream names: one <see cref="StreamId"/> a name, for as long as the table lives. Safe from any thread.</summary>
public sealed class StreamTable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, StreamId> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StreamId>.AlternateLookup<ReadOnlySpan<char>> _bySpan;

    /// <summary>Makes an empty table.</summary>
    public StreamTable() => _bySpan = _byName.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>How many names are known.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _byName.Count;
            }
        }
    }

    /// <summary>The identity of <paramref name="name"/>; allocates only the first time a name is seen.</summary>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    public StreamId Intern(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty)
        {
            throw new ArgumentException("A stream's name is not empty.", nameof(name));
        }

        lock (_gate)
        {
            if (_bySpan.TryGetValue(name, out var known))
            {
                return known;
            }

            var added = new StreamId(name.ToString(), _byName.Count);
            _byName.Add(added.Name, added);
            return added;
        }
    }
}
