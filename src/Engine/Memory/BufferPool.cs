namespace StreamHost.Engine.Memory;

/// <summary>
/// Arrays of one length that travel from a source to the workers and back. Handed over in bundles, so the shared part is
/// locked once in many events; allocates only while more are out than ever before.
/// </summary>
internal sealed class BufferPool(int length)
{
    /// <summary>Floats in each of its arrays.</summary>
    public int Length => length;

    private readonly Lock _gate = new();
    private readonly Stack<Bundle> _full = new();
    private readonly Stack<Bundle> _empty = new();

    /// <summary>A full bundle for an empty one; the same empty one where there is none.</summary>
    private Bundle TakeFull(Bundle empty)
    {
        lock (_gate)
        {
            if (!_full.TryPop(out var full))
                return empty;

            _empty.Push(empty);
            return full;
        }
    }

    private Bundle TakeEmpty(Bundle full)
    {
        lock (_gate)
        {
            _full.Push(full);
            return _empty.TryPop(out var empty) ? empty : new Bundle();
        }
    }

    private sealed class Bundle
    {
        public const int Capacity = 64;

        public readonly float[][] Items = new float[Capacity][];
        public int Count;
    }

    /// <summary>The taking end of a pool, for one thread.</summary>
    public sealed class Renter(BufferPool pool)
    {
        private Bundle _bundle = new();

        public float[] Rent()
        {
            if (_bundle.Count == 0)
                _bundle = pool.TakeFull(_bundle);
            return _bundle.Count == 0 ? new float[pool.Length] : _bundle.Items[--_bundle.Count];
        }
    }

    /// <summary>The giving end of a pool, for one thread.</summary>
    public sealed class Returner(BufferPool pool)
    {
        private Bundle _bundle = new();

        public void Return(float[] buffer)
        {
            _bundle.Items[_bundle.Count++] = buffer;
            if (_bundle.Count == Bundle.Capacity)
                _bundle = pool.TakeEmpty(_bundle);
        }
    }
}
