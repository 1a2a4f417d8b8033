using StreamHost.Core.Models;
using StreamHost.Core.Packages;
using StreamHost.Plugins.CKConv.Networks;

namespace StreamHost.Plugins.CKConv.Streaming;

/// <summary>
/// A network that reads samples: every layer runs at the stream's rate, its kernels sampled for it. A state is the network's.
/// </summary>
internal sealed class SampleModel : IAudioModel
{
    /// <summary>Streams that go through the network together.</summary>
    private const int MostTogether = 16;

    private readonly StreamingNetwork _network;
    private readonly float _mean;
    private readonly float _scale;

    /// <param name="package">The package.</param>
    /// <param name="network">Its network.</param>
    /// <param name="trainedRate">The rate it was trained at, in Hz.</param>
    /// <param name="sampleRate">Of the stream, in Hz.</param>
    /// <param name="hop">Samples of a hop.</param>
    public SampleModel(ModelPackage package, ContinuousNetwork network, double trainedRate, int sampleRate, int hop)
    {
        (Identity, SampleRate, Hop) = (package.Identity, sampleRate, hop);
        (_mean, _scale) = package.Manifest.Normalization is { } known ? (known.Mean[0], known.Scale[0]) : (0, 1);
        _network = new StreamingNetwork(network.Network, 1, layer => [.. layer.KernelAt(sampleRate / trainedRate).Values], hop);
        StateLength = _network.StateLength;
        StateLayout = StateMeaning.Hash(package, sampleRate);
    }

    /// <inheritdoc/>
    public ModelIdentity Identity { get; }

    /// <inheritdoc/>
    public int SampleRate { get; }

    /// <inheritdoc/>
    public int Hop { get; }

    /// <inheritdoc/>
    public int StateLength { get; }

    /// <inheritdoc/>
    public ulong StateLayout { get; }

    /// <inheritdoc/>
    public int ScratchLength(int batch) =>
        Math.Min(batch, MostTogether) is var streams ? (streams * Hop * _network.InputStride) + _network.ScratchLength(streams) : 0;

    /// <inheritdoc/>
    public void InitializeState(Span<float> state) => state.Clear();

    /// <inheritdoc/>
    public void Process(in AudioBatch batch)
    {
        var labels = Identity.Labels.Count;
        Span<int> starts = stackalloc int[MostTogether];
        for (var first = 0; first < batch.Count; first += MostTogether)
        {
            var streams = Math.Min(MostTogether, batch.Count - first);
            var x = batch.Scratch[..(streams * Hop * _network.InputStride)];
            x.Clear();
            for (var step = 0; step < streams * Hop; step++)
                x[step * _network.InputStride] = (batch.Samples[(first * Hop) + step] - _mean) / _scale;
            for (var stream = 0; stream < streams; stream++)
                starts[stream] = batch.Rows[first + stream] * StateLength;
            _network.Process(
                x, batch.Scores.Slice(first * labels, streams * labels), new StreamMemory(batch.States, starts[..streams]), batch.Scratch[x.Length..]);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();
}
