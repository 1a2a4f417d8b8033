namespace StreamHost.Core.Models;

/// <summary>
/// A model that hears one channel of sound at the rate it was built for, a hop at a time: the host cuts the stream into hops, so what
/// the model says does not depend on the blocks in which a device or a file delivers. Its life is that of an
/// <see cref="IEventModel"/>, and so is its memory: the floats that the host keeps.
/// </summary>
public interface IAudioModel : IDisposable
{
    /// <summary>Name, version, weights and labels. Constant.</summary>
    ModelIdentity Identity { get; }

    /// <summary>The rate that it was built for, in Hz. Constant.</summary>
    int SampleRate { get; }

    /// <summary>Samples of a hop. Constant.</summary>
    int Hop { get; }

    /// <summary>
    /// Where something that the model computed with has failed and it goes on by other means: what failed, in one line, which the host tells once. Default null.
    /// [any thread, at any time; at once]
    /// </summary>
    string? Degraded => null;

    /// <summary>Floats of state that one stream needs, a multiple of 16. Constant.</summary>
    int StateLength { get; }

    /// <summary>A hash of what those floats mean: two models with the same value may take over each other's states. Constant.</summary>
    ulong StateLayout { get; }

    /// <summary>Floats of scratch memory that <see cref="Process"/> needs for a batch of <paramref name="batch"/> hops.</summary>
    int ScratchLength(int batch);

    /// <summary>Fills the state of a stream that has heard nothing yet. [any thread; allocates nothing]</summary>
    /// <param name="state">[<see cref="StateLength"/>], uninitialised.</param>
    void InitializeState(Span<float> state);

    /// <summary>
    /// Advances the streams of a batch by one hop each and fills their scores. [a worker's thread; several workers at once, never with
    /// the same stream or scratch; allocates nothing, locks nothing, logs nothing] A stream's scores and state are the same to the
    /// bit whatever else is in its batch.
    /// </summary>
    void Process(in AudioBatch batch);
}
