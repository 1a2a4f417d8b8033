using StreamHost.Core.Models;
using StreamHost.Core.Packages;

namespace StreamHost.Plugins.CKConv.Streaming;

/// <summary>What all streaming forms have in common: a state of zeros at the start, and streams that go through the network some at a time.</summary>
/// <param name="package">The package.</param>
/// <param name="sampleRate">Of the stream, in Hz.</param>
/// <param name="hop">Samples of a hop.</param>
internal abstract class HearingModel(ModelPackage package, int sampleRate, int hop) : IAudioModel
{
    /// <summary>Streams that go through the network together.</summary>
    private const int MostTogether = 16;

    /// <inheritdoc/>
    public ModelIdentity Identity { get; } = package.Identity;

    /// <inheritdoc/>
    public int SampleRate => sampleRate;

    /// <inheritdoc/>
    public int Hop => hop;

    /// <inheritdoc/>
    public abstract int StateLength { get; }

    /// <inheritdoc/>
    public ulong StateLayout { get; } = StateMeaning.Hash(package, sampleRate);

    /// <inheritdoc/>
    public int ScratchLength(int batch) => ScratchFor(Math.Min(batch, MostTogether));

    /// <inheritdoc/>
    public void InitializeState(Span<float> state) => state.Clear();

    /// <inheritdoc/>
    public void Process(in AudioBatch batch)
    {
        for (var first = 0; first < batch.Count; first += MostTogether)
            Process(batch, first, Math.Min(MostTogether, batch.Count - first));
    }

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Floats of scratch memory that so many streams together need.</summary>
    protected abstract int ScratchFor(int streams);

    /// <summary>Advances some of a batch's streams.</summary>
    protected abstract void Process(in AudioBatch batch, int first, int count);
}
