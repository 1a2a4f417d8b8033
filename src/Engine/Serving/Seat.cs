using StreamHost.Engine.Memory;

namespace StreamHost.Engine.Serving;

/// <summary>A version's place at one worker: the states of the streams that it answers there, and its scratch memory.</summary>
internal sealed class Seat : IDisposable
{
    /// <summary>Floats of a state up to which one is copied before every call, so that a call that fails costs nothing.</summary>
    private const int MostCopied = 4096;

    private AlignedFloats _states;
    private AlignedFloats _scratch;

    /// <param name="edition">The version.</param>
    /// <param name="maxBatch">Most events in one call.</param>
    /// <param name="rows">How many streams to make room for.</param>
    public Seat(Edition edition, int maxBatch, int rows)
    {
        Edition = edition;
        _states = new AlignedFloats(rows * edition.StateLength);
        _scratch = new AlignedFloats(ScratchLength(edition, maxBatch));
    }

    public Edition Edition { get; }

    public int StateLength => Edition.StateLength;

    /// <summary>Whether states are copied before a call.</summary>
    public bool CopiesStates => StateLength <= MostCopied;

    /// <summary>[rows, state length].</summary>
    public Span<float> States => _states.Span;

    public Span<float> Scratch => _scratch.Span;

    public Span<float> StateOf(int row) => _states.Span.Slice(row * StateLength, StateLength);

    /// <summary>Makes room for more streams.</summary>
    public void Grow(int rows)
    {
        if (_states.Length < rows * StateLength)
            _states.Grow(rows * StateLength);
    }

    public bool HasLayoutOf(Seat other) => Edition.HasLayoutOf(other.Edition);

    /// <summary>Takes the states of a seat with the same layout over, all at once, and leaves it its own.</summary>
    public void TakeStates(Seat other) => (_states, other._states) = (other._states, _states);

    /// <summary>New memory with the same states: the old may still be written by a call that never came back, and is lost.</summary>
    public void Replace()
    {
        var states = new AlignedFloats(_states.Length);
        _states.Span.CopyTo(states.Span);
        (_states, _scratch) = (states, new AlignedFloats(_scratch.Length));
    }

    public void Dispose()
    {
        _states.Dispose();
        _scratch.Dispose();
    }

    /// <summary>None where it fails to say: it then fails in its first call, which is told of.</summary>
    private static int ScratchLength(Edition edition, int maxBatch)
    {
        try
        {
            return Math.Max(0, edition.Model.ScratchLength(maxBatch));
        }
        catch (Exception)
        {
            return 0;
        }
    }
}
