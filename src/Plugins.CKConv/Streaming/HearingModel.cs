using StreamHost.Core.Models;
using StreamHost.Core.Packages;

namespace StreamHost.Plugins.CKConv.Streaming;

/// <summary>What all streaming forms have in common: a state of zeros at the start, and streams that go through the network some at a time.</summary>
/// <param name="package">The package.</param>
/// <param name="sampleRate">Of the stream, in Hz.</param>
/// <param name="hop">Samples of a hop.</param>
/// <param name="network">What the streams go through; disposed of with the model.</param>
internal abstract class HearingModel(ModelPackage package, int sampleRate, int hop, IStreamingNetwork network) : IAudioModel
{
    /// <inheritdoc/>
    public ModelIdentity Identity { get; } = package.Identity;

    /// <inheritdoc/>
    public int SampleRate => sampleRate;

    /// <inheritdoc/>
    public int Hop => hop;

    /// <inheritdoc/>
    public string? Degraded => network.Degraded;

    /// <inheritdoc/>
    public abstract int StateLength { get; }

    /// <inheritdoc/>
    public ulong StateLayout { get; } = StateMeaning.Hash(package, sampleRate, network.StateMark);

    /// <inheritdoc/>
    public int ScratchLength(int batch) => ScratchFor(Math.Min(batch, network.MostTogether));

    /// <inheritdoc/>
    public void InitializeState(Span<float> state) => state.Clear();

    /// <inheritdoc/>
    public void Process(in AudioBatch batch)
    {
        for (var first = 0; first < batch.Count; first += network.MostTogether)
            Process(batch, first, Math.Min(network.MostTogether, batch.Count - first));
    }

    /// <inheritdoc/>
    public virtual void Dispose() => network.Dispose();

    /// <summary>What the streams go through.</summary>
    protected IStreamingNetwork Network => network;

    /// <summary>Floats of scratch memory that so many streams together need.</summary>
    protected abstract int ScratchFor(int streams);

    /// <summary>Advances some of a batch's streams.</summary>
    protected abstract void Process(in AudioBatch batch, int first, int count);
}
