namespace StreamHost.Core.Models;

/// <summary>
/// A model that reads sensor events at irregular times. It has no memory of a stream but the floats of state that the
/// host keeps for it, so the host may copy, save, restore or move a stream between any two calls.
/// </summary>
/// <remarks>
/// In the order of its life: loaded by <see cref="Plugins.IPlugin.LoadEventModel"/>; <see cref="InitializeState"/> once
/// for each stream; <see cref="Process"/> for every batch; disposed when no thread is inside it any more.
/// </remarks>
public interface IEventModel : IDisposable
{
    /// <summary>Name, version, weights and labels. Constant.</summary>
    ModelIdentity Identity { get; }

    /// <summary>The names of the inputs, in the order in which <see cref="EventBatch.Values"/> holds them. Constant.</summary>
    IReadOnlyList<string> Features { get; }

    /// <summary>
    /// Where something that the model computed with has failed and it goes on by other means: what failed, in one line, which the host tells once. Default null.
    /// [any thread, at any time; at once]
    /// </summary>
    string? Degraded => null;

    /// <summary>Floats of state that one stream needs; 0 for a model that looks at each event alone. Constant.</summary>
    int StateLength { get; }

    /// <summary>A hash of what those floats mean: two models with the same value may take over each other's states. Constant.</summary>
    ulong StateLayout { get; }

    /// <summary>Floats of scratch memory that <see cref="Process"/> needs for a batch of <paramref name="batch"/> events; default 0.</summary>
    int ScratchLength(int batch) => 0;

    /// <summary>Fills the state of a stream that has seen nothing yet; default: with zeros. [any thread; allocates nothing]</summary>
    /// <param name="state">[<see cref="StateLength"/>], uninitialised.</param>
    void InitializeState(Span<float> state) => state.Clear();

    /// <summary>
    /// Advances the streams of a batch by one event each and fills their scores. [a worker's thread; several workers at
    /// once, never with the same stream or scratch; allocates nothing, locks nothing, logs nothing] An event's scores
    /// and state are the same to the bit whatever else is in its batch; where another device computes, to rounding. NaN among the values means "not measured" and
    /// is no error.
    /// </summary>
    void Process(in EventBatch batch);

    /// <summary>Gives back what the model holds beside managed memory; default: there is nothing.</summary>
    void IDisposable.Dispose()
    {
    }
}
