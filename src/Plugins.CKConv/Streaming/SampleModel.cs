using StreamHost.Core.Models;
using StreamHost.Core.Packages;
using StreamHost.Plugins.CKConv.Networks;
using StreamHost.Plugins.CKConv.Sampling;

namespace StreamHost.Plugins.CKConv.Streaming;

/// <summary>
/// A network that reads samples: every layer runs at the stream's rate, its kernels sampled for it. A state is the network's.
/// </summary>
internal sealed class SampleModel : HearingModel
{
    private readonly float _mean;
    private readonly float _scale;

    /// <param name="package">The package.</param>
    /// <param name="network">Its network.</param>
    /// <param name="trainedRate">The rate it was trained at, in Hz.</param>
    /// <param name="sampleRate">Of the stream, in Hz.</param>
    /// <param name="hop">Samples of a hop.</param>
    public SampleModel(ModelPackage package, ContinuousNetwork network, double trainedRate, int sampleRate, int hop)
        : base(package, sampleRate, hop, StreamingForm.Network(network, 1, new DeviceRate(sampleRate / trainedRate), hop)) =>
        (_mean, _scale) = package.Manifest.Normalization is { } known ? (known.Mean[0], known.Scale[0]) : (0, 1);

    /// <inheritdoc/>
    public override int StateLength => Network.StateLength;

    /// <inheritdoc/>
    protected override int ScratchFor(int streams) => (streams * Hop * Network.InputStride) + Network.ScratchLength(streams);

    /// <inheritdoc/>
    protected override void Process(in AudioBatch batch, int first, int count)
    {
        var labels = Identity.Labels.Count;
        Span<int> starts = stackalloc int[count];
        var x = batch.Scratch[..(count * Hop * Network.InputStride)];
        x.Clear();
        for (var step = 0; step < count * Hop; step++)
            x[step * Network.InputStride] = (batch.Samples[(first * Hop) + step] - _mean) / _scale;
        for (var stream = 0; stream < count; stream++)
            starts[stream] = batch.Rows[first + stream] * StateLength;
        Network.Process(x, batch.Scores.Slice(first * labels, count * labels), new StreamMemory(batch.States, starts), batch.Scratch[x.Length..]);
    }
}
