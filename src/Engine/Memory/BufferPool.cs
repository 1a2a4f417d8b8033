namespace StreamHost.Engine.Memory;

/// <summary>
/// Arrays of one length that travel from a source to the workers and back. Handed over in bundles, so the shared part is
/// locked once in many events; allocates only while more are out than ever before.
/// </summary>
internal sealed class BufferPool(int length)
{
    private readonly Lock _gate = new();
    private readonly Stack<Bundle> _full = new();
    private readonly Stack<Bundle> _empty = new();

    private Bundle Exchange(Bundle? spent, Stack<Bundle> to, Stack<Bundle> from)
    {
        lock (_gate)
        {
            if (spent is not null)
                to.Push(spent);
            return from.TryPop(out var bundle) ? bundle : new Bundle();
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
                _bundle = pool.Exchange(_bundle, pool._empty, pool._full);
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
                _bundle = pool.Exchange(_bundle, pool._full, pool._empty);
        }
    }

    private int Length => length;
}
